import type { Row } from '@/lib/collect/snapshot';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { countIndexesNamed, timeIndex } from '@/lib/sql/hypertable-index';
import { byteThreshold } from '../byte-threshold';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';
import { buildFor, buildIndexStep, dropIndexStep, heapBytes } from '../shared/indexes/index-steps';

/** Our grading: scanning less than this as a whole takes a fraction of a second, which an index does not save. */
const LARGE_CHUNK_BYTES = 100_000_000;

/** Aggregates are left out: TimescaleDB makes their indexes itself, or was told not to. */
export default defineRule({
  meta: {
    id: 'hypertables/time-index-missing',
    title: 'No index of a hypertable begins with its time',
    why: 'Chunks are found by their ranges, but inside of a chunk a query of minutes reads all rows. The newest rows of all, with ORDER BY time and a LIMIT, sort whole chunks.',
    source: 'https://www.tigerdata.com/docs/use-timescale/latest/schema-management/indexing',
    needs: ['hypertables', 'chunks', 'hypertableColumns'],
    facts: {
      largestHeapBytes: { label: 'Rows of its largest chunk', source: 'pg_relation_size' },
      rowHeapBytes: { label: 'Rows that a build reads', source: 'pg_relation_size of the chunks' },
      chunkIntervalSeconds: { label: 'Chunk interval', source: '_timescaledb_catalog.dimension' },
    },
  },
  check({ hypertables, chunks, hypertableColumns }, context) {
    const own = hypertables.filter(({ kind }) => kind === 'hypertable');
    if (own.length === 0) return { notApplicable: 'There is no hypertable' };
    return own
      .filter(({ hypertableId, timeColumn }) =>
        hypertableColumns.some(
          (column) =>
            column.hypertableId === hypertableId && column.name === timeColumn && !column.leadsIndex,
        ),
      )
      .flatMap((hypertable) => {
        const mine = chunksOf(chunks, hypertable.hypertableId);
        const largest = Math.max(0, ...mine.map(({ rowHeapBytes }) => rowHeapBytes ?? 0));
        return largest >= byteThreshold(LARGE_CHUNK_BYTES, context)
          ? [finding(hypertable, mine, largest, context)]
          : [];
      });
  },
});

function finding(
  hypertable: Row<'hypertables'>,
  chunks: readonly Row<'chunks'>[],
  largestHeapBytes: number,
  context: RuleContext,
): Finding {
  const { schema, name, timeColumn, chunkIntervalSeconds } = hypertable;
  return {
    subject: [schema, name],
    severity: 'notice',
    // Whether queries ask for less than a chunk at a time is not in the catalog.
    confidence: 'medium',
    title: `Give ${schema}.${name} an index on ${timeColumn}`,
    detail: `No index of it begins with ${timeColumn}, and its largest chunk holds ${bytes(largestHeapBytes)} of rows: so much is read for a query of a minute. If every query asks for one value of another column and an index leads with that, this is as it should be.`,
    facts: { largestHeapBytes, rowHeapBytes: heapBytes(chunks), chunkIntervalSeconds },
    impact: {
      prevents: 'scans of whole chunks for a few rows',
      basis: `${count(largestHeapBytes)} bytes are read where an index would lead to the rows of the time that is asked for; how often is not known.`,
    },
    advice: adviceOf(hypertable, heapBytes(chunks), context),
  };
}

function adviceOf(hypertable: Row<'hypertables'>, rowHeapBytes: number, { server }: RuleContext): Advice {
  const { schema, name, timeColumn } = hypertable;
  const index = timeIndex(name, timeColumn);
  const build = buildFor(index, server);
  const count = countIndexesNamed(schema, index.name);
  return {
    precheck: { sql: count, expect: '0 — the name is free' },
    steps: [buildIndexStep(hypertable, index, build, rowHeapBytes)],
    undo: [{ sql: dropIndexStep({ schema, name: index.name }).sql }],
    verify: { sql: count, expect: '1' },
    worsens: 'On every chunk it takes disk, and time of each insert.',
    role: `owner of ${schema}.${name}`,
    deletesData: false,
    note: `Set lock_timeout first: a statement that waits stops everyone behind it. ${
      build === 'apart'
        ? 'An interrupted build leaves an index that is not valid: drop it and build it again.'
        : 'It is built in one transaction: choose a time with few writes.'
    } Where most of it is in the columnstore, the index serves only the chunks that are not.`,
  };
}
