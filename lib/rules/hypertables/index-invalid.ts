import type { Row } from '@/lib/collect/snapshot';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { RUNNING_INDEX_BUILDS } from '@/lib/sql/hypertable-index';
import { countInvalidIndexes, dropIndex, rebuildIndex } from '@/lib/sql/index-repair';
import { type Advice, defineRule, type Finding, type Lock, type RuleContext, type Step } from '../rule';
import { BUILD_BYTES_PER_SECOND } from '../shared/indexes/index-steps';

/** More statements than these nobody runs by hand; the next snapshot names the next ones. */
const MOST_INDEXES = 20;
/** What REINDEX CONCURRENTLY calls the index that it builds, and the one that it replaced. */
const LEFTOVER = /_cc(new|old)\d*$/;

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

const isLeftover = ({ name }: Broken) => LEFTOVER.test(name);

function finding(
  hypertable: Row<'hypertables'>,
  broken: readonly Broken[],
  { server }: RuleContext,
): Finding {
  const { schema, name } = hypertable;
  const [first] = broken;
  const unique = broken.filter((one) => one.isUnique && !isLeftover(one));
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
    steps: taken.map((one) =>
      isLeftover(one) ? dropStep(one, concurrently) : rebuildStep(one, concurrently),
    ),
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

const besideWriters = ({ chunkName }: Broken): Lock => ({
  mode: 'ShareUpdateExclusive',
  on: chunkName,
  blocks: 'other builds and VACUUM of the chunk; reads and writes go on',
});

function dropStep(index: Broken, concurrently: boolean): Step {
  return {
    sql: dropIndex(index, concurrently),
    transaction: concurrently ? 'none' : 'own',
    lock: concurrently
      ? besideWriters(index)
      : {
          mode: 'AccessExclusive',
          on: index.chunkName,
          blocks: 'reads and writes of the chunk, for a moment',
        },
    duration: { seconds: 1, basis: 'catalog rows and files to unlink; waiting for transactions not counted' },
    rewrites: false,
  };
}

function rebuildStep(index: Broken, concurrently: boolean): Step {
  const heapBytes = index.heapBytes ?? 0;
  // A concurrent build reads the rows twice.
  const read = concurrently ? 2 * heapBytes : heapBytes;
  return {
    sql: rebuildIndex(index, concurrently),
    transaction: concurrently ? 'none' : 'own',
    lock: concurrently
      ? besideWriters(index)
      : { mode: 'Share', on: index.chunkName, blocks: 'writes to the chunk' },
    duration: {
      seconds: Math.max(1, Math.ceil(read / BUILD_BYTES_PER_SECOND)),
      basis: `${heapBytes} bytes of rows, read ${concurrently ? 'twice' : 'once'} at 50 MB a second, as measured on two processors with 2.28; waiting for older transactions not counted`,
    },
    rewrites: false,
  };
}
