import type { Row } from '@/lib/collect/snapshot';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { RUNNING_INDEX_BUILDS } from '@/lib/sql/hypertable-index';
import { countInvalidIndexes } from '@/lib/sql/index-repair';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';
import { dropBrokenStep, isRebuildLeftover, rebuildStep } from '../shared/indexes/repair-steps';

/** More statements than these nobody runs by hand; the next snapshot names the next ones. */
const MOST_INDEXES = 20;

type Broken = Row<'invalidChunkIndexes'>;

/**
 * Indexes of chunks. One of the hypertable that is not valid while every chunk carries it does no harm: queries use
 * those of the chunks. Where chunks lack it, `index-missing-on-chunks` speaks.
 */
export default defineRule({
  meta: {
    id: 'hypertables/index-invalid',
    title: 'Indexes of chunks are not valid',
    why: 'A concurrent build that failed leaves an index that every insert writes and no query uses. A unique one does not guard the rows that were there before.',
    source: 'https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY',
    needs: ['hypertables', 'invalidChunkIndexes'],
    facts: {
      invalidIndexes: { label: 'Indexes that are not valid', source: 'pg_index.indisvalid' },
      uniqueIndexes: { label: 'Of them unique', source: 'pg_index.indisunique' },
      chunks: { label: 'Chunks that they are on', source: 'pg_index' },
      heapBytes: { label: 'Rows that a build reads', source: 'pg_relation_size' },
    },
  },
  check({ hypertables, invalidChunkIndexes }, context) {
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    return hypertables.flatMap((hypertable) => {
      const own = invalidChunkIndexes.filter(({ hypertableId }) => hypertableId === hypertable.hypertableId);
      return own.length > 0 ? [finding(hypertable, own, context)] : [];
    });
  },
});

function finding(
  hypertable: Row<'hypertables'>,
  broken: readonly Broken[],
  { server }: RuleContext,
): Finding {
  const { schema, name } = hypertable;
  const [first] = broken;
  const unique = broken.filter((one) => one.isUnique && !isRebuildLeftover(one.name));
  const chunks = new Set(broken.map(({ chunkName }) => chunkName)).size;
  const heapBytes = broken.reduce((sum, one) => sum + (one.heapBytes ?? 0), 0);
  return {
    subject: [schema, name],
    severity: unique.length > 0 ? 'critical' : 'warning',
    confidence: 'high',
    title: `Repair ${counted(broken.length, 'index', 'indexes')} of chunks of ${schema}.${name}`,
    detail: `${counted(broken.length, 'index', 'indexes')} on ${counted(chunks, 'chunk')} (${bytes(heapBytes)} of rows) cannot be used, such as ${first?.name} on ${first?.chunkName}: a concurrent build of it failed or was stopped.`,
    facts: { invalidIndexes: broken.length, uniqueIndexes: unique.length, chunks, heapBytes },
    impact:
      unique.length > 0
        ? {
            prevents: 'equal rows that nothing guards against',
            basis: `${counted(unique.length, 'unique index does', 'unique indexes do')} not vouch for the rows of ${unique.length === 1 ? 'its chunk' : 'their chunks'}.`,
          }
        : {
            prevents: 'scans of whole chunks, and writes to indexes for nothing',
            basis: `Not estimated: how often queries need ${counted(broken.length, 'index', 'indexes')} is not known.`,
          },
    advice: adviceOf(hypertable, broken, server.engine === 'server'),
  };
}

function adviceOf(
  { schema, name }: Row<'hypertables'>,
  broken: readonly Broken[],
  concurrently: boolean,
): Advice {
  const taken = broken.slice(0, MOST_INDEXES);
  const more = broken.length - taken.length;
  return {
    precheck: { sql: RUNNING_INDEX_BUILDS, expect: '0 — no index is being built' },
    steps: taken.map((one) => {
      const index = { ...one, on: one.chunkName };
      return isRebuildLeftover(one.name)
        ? dropBrokenStep(index, concurrently)
        : rebuildStep({ ...index, heapBytes: one.heapBytes ?? 0 }, concurrently);
    }),
    undo: {
      impossible: 'Not needed: an index that is not valid is no state to go back to.',
    },
    verify: { sql: countInvalidIndexes(taken), expect: '0' },
    role: `owner of ${schema}.${name}`,
    deletesData: false,
    notRehearsable: 'A sandbox has no half-built index, and cannot build one beside writers.',
    note: `A name that ends with _ccnew or _ccold is what a rebuild left behind: the index that it was for is still there. A unique index fails again while there are equal rows; its error names them.${more > 0 ? ` ${counted(more, 'more index follows', 'more indexes follow')} in the next snapshot.` : ''}`,
  };
}
