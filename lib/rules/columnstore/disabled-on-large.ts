import type { Row } from '@/lib/collect/snapshot';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { hypertableUse } from '@/lib/derive/column-use';
import { columnstoreAgeUnits, convertibleChunks } from '@/lib/derive/conversion';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { presentUnits } from '@/lib/derive/present';
import { rowsPerChunk } from '@/lib/derive/rows-per-chunk';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { byteThreshold } from '../byte-threshold';
import { distanceFact, distanceText } from '../distance';
import { defineRule, type Finding, type Impact, type Needed, type RuleContext } from '../rule';
import { columnstoreRefusal } from '../shared/columnstore/columnstore-refusal';
import { enableAdvice } from '../shared/columnstore/enable-advice';
import { chooseSegmentBy, type SegmentByChoice } from '../shared/columnstore/segmentby-choice';

/** COL-1: from here on the disk that is saved is worth a change. */
const LARGE_BYTES = 10_000_000_000;
/** COL-1: from here on backups, restores and caches feel it too. */
const VERY_LARGE_BYTES = 100_000_000_000;
/** A value within 5 % of the threshold is left alone. */
const TOLERANCE_RATIO = 1.05;
/** Chunks that cannot fill one batch gain little: they need a longer interval first. */
const LEAST_CHUNK_ROWS = 1_000;
/** Under 2 a columnstore counts as poor, and the documentation promises 10 and more: nothing is measured here yet. */
const EXPECTED_RATIO = { low: 2, high: 10 };

interface Subject {
  readonly hypertable: Row<'hypertables'>;
  readonly chunks: readonly Row<'chunks'>[];
  /** The chunks that a policy of that age would convert; at least one. */
  readonly convertible: readonly Row<'chunks'>[];
  readonly after: number;
  readonly totalBytes: number;
  readonly rowsPerChunk: number | null;
  readonly choice: SegmentByChoice;
  /** Why it cannot be turned on as things are; a whole sentence. */
  readonly refusal: string | null;
}

export default defineRule({
  meta: {
    id: 'columnstore/disabled-on-large',
    title: 'A large hypertable has no columnstore',
    why: 'Rows that hardly change any more take several times the disk that they need. In the columnstore they usually shrink to a tenth, and queries over long ranges read that much less.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/hypercore/real-time-analytics-in-hypercore/',
    needs: ['hypertables', 'chunks', 'policies', 'hypertableColumns'],
    wants: ['statements', 'columnstoreDefaults'],
    facts: {
      totalBytes: { label: 'Size', source: 'pg_total_relation_size' },
      convertibleBytes: { label: 'Of it old enough to convert', source: 'pg_total_relation_size' },
      convertibleChunks: { label: 'In so many chunks', source: '_timescaledb_catalog.dimension_slice' },
      afterSeconds: { label: 'Older than', source: 'computed' },
      afterUnits: { label: 'Older than', source: 'computed' },
      rowsPerChunk: { label: 'Rows of a typical chunk', source: 'pg_class.reltuples' },
    },
  },
  check(artifacts, context) {
    if (context.server.timescale?.license === 'apache')
      return { notApplicable: 'The Apache licence has no columnstore' };
    return artifacts.hypertables
      .filter(({ columnstoreEnabled }) => !columnstoreEnabled)
      .flatMap((hypertable) => subjectOf(hypertable, artifacts, context))
      .map((subject) => finding(subject, context));
  },
});

function subjectOf(
  hypertable: Row<'hypertables'>,
  {
    hypertables,
    policies,
    hypertableColumns,
    statements,
    columnstoreDefaults,
    ...artifacts
  }: Needed<
    'hypertables' | 'chunks' | 'policies' | 'hypertableColumns',
    'statements' | 'columnstoreDefaults'
  >,
  context: RuleContext,
): Subject[] {
  const chunks = chunksOf(artifacts.chunks, hypertable.hypertableId).filter(({ isTiered }) => !isTiered);
  const totalBytes = chunkBytes(chunks);
  const after = columnstoreAgeUnits(hypertable, policies);
  if (after === null || totalBytes <= TOLERANCE_RATIO * byteThreshold(LARGE_BYTES, context)) return [];
  const convertible = convertibleChunks(chunks, presentUnits(hypertable, chunks, context.nowMs), after);
  const rows = rowsPerChunk(chunks);
  if (convertible.length === 0 || (rows !== null && rows < LEAST_CHUNK_ROWS)) return [];
  const columns = hypertableColumns.filter(({ hypertableId }) => hypertableId === hypertable.hypertableId);
  const choice = chooseSegmentBy(hypertable, columns, rows, {
    use: statements && hypertableUse(hypertable, hypertables, statements),
    own: columnstoreDefaults?.find(({ hypertableId }) => hypertableId === hypertable.hypertableId) ?? null,
  });
  const { timescale } = context.server;
  const refusal = timescale && columnstoreRefusal(hypertable, columns, choice.segmentBy, timescale);
  return [{ hypertable, chunks, convertible, after, totalBytes, rowsPerChunk: rows, choice, refusal }];
}

function finding(subject: Subject, context: RuleContext): Finding {
  const { hypertable, chunks, convertible, after, totalBytes, choice, refusal } = subject;
  const { schema, name, isIntegerTime } = hypertable;
  const convertibleBytes = chunkBytes(convertible);
  const advice =
    refusal === null ? enableAdvice({ hypertable, convertible, after, ...choice }, context) : undefined;
  return {
    subject: [schema, name],
    severity: totalBytes > TOLERANCE_RATIO * byteThreshold(VERY_LARGE_BYTES, context) ? 'warning' : 'notice',
    confidence: choice.confidence,
    title: `Turn on columnstore for ${schema}.${name}`,
    detail: `It holds ${bytes(totalBytes)} in ${counted(chunks.length, 'chunk')}, all of them in the row store; ${bytes(convertibleBytes)} are older than ${distanceText(after, isIntegerTime)}. ${choice.basis}${refusal === null ? '' : ` ${refusal}`}`,
    facts: {
      totalBytes,
      convertibleBytes,
      convertibleChunks: convertible.length,
      ...distanceFact('after', after, isIntegerTime),
      rowsPerChunk: subject.rowsPerChunk,
    },
    impact: expected(convertibleBytes),
    ...(advice && { advice }),
  };
}

function expected(convertibleBytes: number): Impact {
  const { low, high } = EXPECTED_RATIO;
  const saved = (ratio: number) => Math.round(convertibleBytes * (1 - 1 / ratio));
  return {
    bytesSaved: { low: saved(low), high: saved(high) },
    basis: `${count(convertibleBytes)} bytes old enough to convert × (1 − 1 ÷ ratio), with a ratio from ${low}, under which a columnstore counts as poor, to ${high}, which is usual. Not measured on these rows.`,
  };
}
