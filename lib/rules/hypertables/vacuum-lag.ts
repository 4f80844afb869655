import { NO_STATISTICS } from '@/lib/collect/collector';
import type { Row } from '@/lib/collect/snapshot';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { countDeadRows, vacuumChunks } from '@/lib/sql/chunk-upkeep';
import { type Advice, defineRule, type Finding } from '../rule';
import { vacuumStep } from '../shared/chunks/vacuum-step';

/** CHK-16: fewer are cleaned up at any time. */
const LEAST_DEAD_ROWS = 10_000;
/** Twice the fifth at which autovacuum sets out by default (autovacuum_vacuum_scale_factor): past that it is late. */
const DEAD_RATIO = 0.4;
/** More than these nobody runs by hand; the next snapshot names the next ones. */
const MOST_CHUNKS = 20;

type Chunk = Row<'chunks'>;

export default defineRule({
  meta: {
    id: 'hypertables/vacuum-lag',
    title: 'Chunks are full of dead rows',
    why: 'Rows that were updated or deleted stay in the chunk until VACUUM: every scan reads them, and their disk is not used again. Chunks that nobody writes any more keep them for good when autovacuum does not come.',
    source: 'https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-SPACE-RECOVERY',
    needs: ['hypertables', 'chunks'],
    facts: {
      laggingChunks: { label: 'Chunks with too many dead rows', source: 'pg_stat_get_dead_tuples' },
      deadRows: { label: 'Dead rows in them', source: 'pg_stat_get_dead_tuples' },
      liveRows: { label: 'Live rows in them', source: 'pg_class.reltuples, counters' },
      heapBytes: { label: 'What they take', source: 'pg_relation_size' },
    },
  },
  check({ hypertables, chunks }) {
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    const known = chunks.filter(({ deadTuples }) => deadTuples !== null);
    if (known.length === 0 && chunks.length > 0) return { notRun: NO_STATISTICS.unavailable };
    return hypertables.flatMap((hypertable) => {
      const lagging = chunksOf(known, hypertable.hypertableId).filter(isLagging);
      return lagging.length > 0 ? [finding(hypertable, lagging)] : [];
    });
  },
});

const deadOf = ({ deadTuples }: Chunk) => deadTuples ?? 0;

/** What the planner knows, or what the counters leave where that is more: they begin anew at a reset. */
const liveOf = ({ rowPartRows, insertedTuples, deletedTuples }: Chunk) =>
  Math.max(rowPartRows ?? 0, (insertedTuples ?? 0) - (deletedTuples ?? 0));

const isLagging = (chunk: Chunk) =>
  !chunk.isTiered && deadOf(chunk) > LEAST_DEAD_ROWS && deadOf(chunk) > DEAD_RATIO * liveOf(chunk);

const sumOf = (chunks: readonly Chunk[], of: (chunk: Chunk) => number) =>
  chunks.reduce((sum, chunk) => sum + of(chunk), 0);

function finding(hypertable: Row<'hypertables'>, lagging: readonly Chunk[]): Finding {
  const { schema, name } = hypertable;
  const [deadRows, liveRows] = [sumOf(lagging, deadOf), sumOf(lagging, liveOf)];
  const heapBytes = sumOf(lagging, ({ rowHeapBytes }) => rowHeapBytes ?? 0);
  return {
    subject: [schema, name],
    severity: 'warning',
    // Counters of dead rows are estimates.
    confidence: 'medium',
    title: `Vacuum ${counted(lagging.length, 'chunk')} of ${schema}.${name}`,
    detail: `${counted(lagging.length, 'chunk holds', 'chunks hold')} ${count(deadRows)} dead rows beside ${count(liveRows)} live ones, in ${bytes(heapBytes)}. Autovacuum should have come at half as many: it is off for them, has no worker left, or an old transaction keeps it from cleaning up.`,
    facts: { laggingChunks: lagging.length, deadRows, liveRows, heapBytes },
    impact: {
      prevents: 'scans that read rows which nobody sees',
      basis: `${count(deadRows)} of ${count(deadRows + liveRows)} rows are dead. VACUUM makes their room usable again; the files stay as large as they are.`,
    },
    advice: adviceOf(hypertable, lagging),
  };
}

function adviceOf({ schema, name }: Row<'hypertables'>, lagging: readonly Chunk[]): Advice {
  const taken = [...lagging].sort((a, b) => deadOf(b) - deadOf(a)).slice(0, MOST_CHUNKS);
  const heapBytes = sumOf(taken, ({ rowHeapBytes }) => rowHeapBytes ?? 0);
  const more = lagging.length - taken.length;
  return {
    steps: [vacuumStep(vacuumChunks(taken), heapBytes, 'rows')],
    undo: { impossible: 'Not needed: what it removes no transaction sees any more.' },
    verify: {
      sql: countDeadRows(taken, LEAST_DEAD_ROWS),
      expect:
        '0 — a second after it ended; where it is not, an older transaction or a replication slot still needs the rows',
    },
    role: `owner of ${schema}.${name}`,
    deletesData: false,
    notRehearsable: 'A sandbox has no dead rows, and counts none.',
    note: `It gives at most the end of a file back to the disk. Look also at why autovacuum is late: long transactions, autovacuum_max_workers, autovacuum_enabled of the chunks.${more > 0 ? ` ${counted(more, 'more chunk follows', 'more chunks follow')} in the next snapshot.` : ''}`,
  };
}
