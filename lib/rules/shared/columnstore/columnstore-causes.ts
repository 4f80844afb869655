import type { Row } from '@/lib/collect/snapshot';
import { type BatchFill, batchFill, fillableChunks, LEAST_BATCH_ROWS } from '@/lib/derive/batch-fill';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { type ColumnstoreRatio, columnstoreRatio, measuredChunks } from '@/lib/derive/columnstore-ratio';
import { rowsPerChunk } from '@/lib/derive/rows-per-chunk';
import { byteThreshold } from '../../byte-threshold';
import type { Confidence, Finding, NotRun, RuleContext } from '../../rule';
import { withUnknown } from '../with-unknown';
import type { ColumnstoreSubject } from './columnstore-subject';
import { chooseSegmentBy, type SegmentByChoice } from './segmentby-choice';

/**
 * One cause, one finding. A segmentby that is too fine leaves batches under-filled, and under-filled batches compress
 * badly, so each question is asked only where the ones before it found nothing: segmentby-high-cardinality,
 * segmentby-missing, batches-under-filled, ratio-poor.
 */
type Question<Found> = (subject: ColumnstoreSubject, context: RuleContext) => Found | Unknown | null;

/** The question could not be answered for this subject; in words. */
export interface Unknown {
  readonly unknown: string;
}

export const isUnknown = (answer: object): answer is Unknown => 'unknown' in answer;

function unlessFound<Found extends object>(
  earlier: readonly Question<object>[],
  question: Question<Found>,
): Question<Found> {
  const found = (answer: object | null) => answer !== null && !isUnknown(answer);
  return (subject, context) =>
    earlier.some((ask) => found(ask(subject, context))) ? null : question(subject, context);
}

/** Fewer values fill batches in any chunk of 100,000 rows: then the chunk is small, not the column too fine. */
const MANY_VALUES = 1_000;
/** timescaledb-extras warns when more than a fifth of the batches are under-filled. */
const UNDER_FILLED_RATIO = 0.2;
/** pg-aiguide wants five times, and investigates below; half of that no order of the rows explains away. */
const POOR_RATIO = 2;
/**
 * An empty compressed relation takes about a dozen pages: heap, TOAST, their maps and indexes. A chunk of sixty-four
 * cannot get below five times by them alone. Pages do not scale with the profile.
 */
const MEASURABLE_CHUNK_BYTES = 64 * 8_192;
/** Reading all of less takes a second or so, whatever its settings are. */
const LEAST_BYTES = 100_000_000;

export interface HighCardinality {
  readonly column: string;
  /** Of one value in a chunk. */
  readonly rowsPerValue: number;
  /** Null while no chunk was compressed with these settings. */
  readonly fill: BatchFill | null;
  readonly confidence: Confidence;
}

/** Whether a column that the columnstore is segmented by has so many values that no batch fills. */
export const highCardinality: Question<HighCardinality> = ({ inEffect, columns, chunks, driftedIds }) => {
  const { segmentBy } = inEffect;
  if (!segmentBy || segmentBy.length === 0) return null;
  const fill = batchFill(chunks.filter(({ chunkId }) => !driftedIds.has(chunkId)));
  if (fill && fill.rowsPerBatch >= LEAST_BATCH_ROWS) return null;
  const [only] = segmentBy;
  if (fill && only !== undefined && segmentBy.length === 1 && fill.batchesPerChunk >= MANY_VALUES)
    return { column: only, rowsPerValue: fill.rowsPerBatch, fill, confidence: 'high' };
  const perChunk = rowsPerChunk(chunks);
  const values = segmentBy.map((name) =>
    valuesOf(
      name,
      columns?.find((column) => column.name === name),
      perChunk,
      chunks.length,
    ),
  );
  const [finest] = values
    .filter((value) => value.count !== null && value.count >= MANY_VALUES && value.rows < LEAST_BATCH_ROWS)
    .sort((a, b) => a.rows - b.rows);
  if (finest)
    return {
      column: finest.name,
      rowsPerValue: finest.rows,
      fill,
      confidence: fill ? 'high' : finest.confidence,
    };
  const unknown = values.filter(({ count }) => count === null).map(({ name }) => name);
  // What was measured is the subject of batches-under-filled.
  return fill || unknown.length === 0
    ? null
    : { unknown: `how many values ${unknown.join(', ')} has is not known` };
};

interface Values {
  readonly name: string;
  /** In the whole hypertable; null is not known. */
  readonly count: number | null;
  /** Of one value in a chunk. */
  readonly rows: number;
  readonly confidence: Confidence;
}

function valuesOf(
  name: string,
  column: Row<'hypertableColumns'> | undefined,
  perChunk: number | null,
  chunkCount: number,
): Values {
  const distinct = column?.isUniqueAlone ? -1 : (column?.distinctValues ?? null);
  if (distinct === null || perChunk === null) return { name, count: null, rows: 0, confidence: 'low' };
  // Statistics give a share of the rows where values grow with them: then no chunk has more rows of one.
  if (distinct < 0)
    return { name, count: -distinct * perChunk * chunkCount, rows: -1 / distinct, confidence: 'medium' };
  // Whether each chunk has all of the values is a guess.
  return { name, count: distinct, rows: perChunk / Math.max(1, distinct), confidence: 'low' };
}

export interface MissingSegmentBy {
  readonly column: Row<'hypertableColumns'>;
  readonly choice: SegmentByChoice;
  /** How many values share the batches of a chunk. */
  readonly valuesPerChunk: number;
  readonly rowsPerChunk: number;
}

/** Whether rows of all series are mixed in every batch, although there is a column to segment by. */
export const segmentByMissing: Question<MissingSegmentBy> = (subject, context) => {
  const { hypertable, chunks, columns, inEffect, signs } = subject;
  if (inEffect.segmentBy?.length !== 0) return null;
  if (chunkBytes(chunks) < byteThreshold(LEAST_BYTES, context)) return null;
  if (!columns) return { unknown: 'its columns were not read' };
  const series = columns.filter(
    ({ name, leadsIndex, isUniqueTogether }) =>
      name !== hypertable.timeColumn &&
      (leadsIndex || isUniqueTogether || signs.use?.columns.get(name)?.filterCalls),
  );
  if (series.length === 0) return null;
  const perChunk = rowsPerChunk(chunks);
  if (perChunk === null) return { unknown: 'how many rows its chunks hold is not known' };
  if (series.every(({ distinctValues }) => distinctValues === null))
    return { unknown: `how many values ${series.map(({ name }) => name).join(', ')} has is not known` };
  const choice = chooseSegmentBy(hypertable, columns, perChunk, signs);
  const column = columns.find(({ name }) => name === choice.segmentBy[0]);
  // Rows that are sorted by the series first lie together too.
  if (!column || inEffect.orderBy?.[0]?.column === column.name) return null;
  const distinct = column.distinctValues ?? 0;
  const valuesPerChunk = Math.round(distinct > 0 ? distinct : -distinct * perChunk);
  return { column, choice, valuesPerChunk, rowsPerChunk: perChunk };
};

export interface UnderFilled {
  readonly chunks: readonly Row<'chunks'>[];
  readonly fill: BatchFill;
  readonly measuredChunks: number;
}

/** Whether chunks were compressed into batches of few rows. Unordered ones are the subject of another rule. */
export const batchesUnderFilled = unlessFound<UnderFilled>(
  [highCardinality, segmentByMissing],
  ({ chunks }, context) => {
    const ordered = chunks.filter(({ isUnordered }) => !isUnordered);
    const measured = fillableChunks(ordered);
    if (measured.length === 0)
      return ordered.some(({ isCompressed, compressedRows }) => isCompressed && compressedRows === null)
        ? { unknown: 'how many rows its chunks held when they were compressed is not recorded' }
        : null;
    const poor = measured.filter(
      ({ compressedRows, compressedBatches }) =>
        (compressedRows ?? 0) < LEAST_BATCH_ROWS * (compressedBatches ?? 0),
    );
    const fill = batchFill(poor);
    if (!fill || poor.length <= UNDER_FILLED_RATIO * measured.length) return null;
    return chunkBytes(poor) < byteThreshold(LEAST_BYTES, context)
      ? null
      : { chunks: poor, fill, measuredChunks: measured.length };
  },
);

export interface PoorRatio {
  readonly chunks: readonly Row<'chunks'>[];
  readonly ratio: ColumnstoreRatio;
  readonly beforeBytes: number;
  readonly columnBytes: number;
}

/** Whether the columnstore saves less than half of the disk space, for another reason than the ones before. */
export const ratioPoor = unlessFound<PoorRatio>(
  [highCardinality, segmentByMissing, batchesUnderFilled],
  ({ chunks }, context) => {
    const measured = measuredChunks(chunks).filter(
      ({ beforeBytes }) => beforeBytes >= MEASURABLE_CHUNK_BYTES,
    );
    const ratio = columnstoreRatio(measured.map(({ chunk }) => chunk));
    if (!ratio)
      return chunks.some(
        ({ isCompressed, isUnordered, beforeBytes }) => isCompressed && !isUnordered && beforeBytes === null,
      )
        ? { unknown: 'what its chunks took before they were compressed is not recorded' }
        : null;
    const beforeBytes = measured.reduce((sum, chunk) => sum + chunk.beforeBytes, 0);
    const columnBytes = measured.reduce((sum, chunk) => sum + chunk.columnBytes, 0);
    if (ratio.ratio >= POOR_RATIO || beforeBytes < byteThreshold(LEAST_BYTES, context)) return null;
    return { chunks: measured.map(({ chunk }) => chunk), ratio, beforeBytes, columnBytes };
  },
);

export interface Drifted {
  readonly chunks: readonly Row<'chunks'>[];
  readonly bytes: number;
}

/** Whether chunks were compressed with former settings, where no rule before this one has another reason to rewrite them. */
export const settingsDrifted = unlessFound<Drifted>(
  [highCardinality, segmentByMissing, batchesUnderFilled, ratioPoor],
  ({ chunks, driftedIds }, context) => {
    const drifted = chunks.filter(({ chunkId, isCompressed }) => isCompressed && driftedIds.has(chunkId));
    const bytes = chunkBytes(drifted);
    return drifted.length === 0 || bytes < byteThreshold(LEAST_BYTES, context)
      ? null
      : { chunks: drifted, bytes };
  },
);

/** Asks a question of every subject, and says of which it has no answer: those are not fine. */
export function findingsOf<Found extends object>(
  subjects: readonly ColumnstoreSubject[],
  question: Question<Found>,
  context: RuleContext,
  finding: (subject: ColumnstoreSubject, found: Found) => Finding,
): readonly Finding[] | NotRun {
  const answers = subjects.flatMap((subject) => {
    const answer = question(subject, context);
    return answer === null ? [] : [{ subject, answer }];
  });
  return withUnknown(
    answers.flatMap(({ subject, answer }) => (isUnknown(answer) ? [] : [finding(subject, answer as Found)])),
    answers.flatMap(({ subject: { hypertable }, answer }) =>
      isUnknown(answer) ? [{ subject: [hypertable.schema, hypertable.name], reason: answer.unknown }] : [],
    ),
  );
}
