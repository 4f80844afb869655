import { type CompressedParts, compressedBytes, PAGE_BYTES, pooled } from './compressed-size';

/** One sub-sample as a candidate compresses it. */
export interface MeasuredPiece {
  readonly parts: CompressedParts;
  /** Rows of the chunk that it was cut from. */
  readonly chunkRows: number;
}

export interface Projection {
  /** The whole hypertable, every chunk compressed so. */
  readonly bytes: number;
  /** With 95 % confidence; null where a single sub-sample tells no spread. */
  readonly marginBytes: number | null;
}

/** Student's t, 97.5 %, by degrees of freedom: few sub-samples make a wide margin, as they should. */
const T_95 = [12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306];
const T_95_MANY = 2.262;
/** No estimate is surer than this, nor than a page in every chunk: rows to come are no copies of those measured. */
const LEAST_MARGIN_RATIO = 0.01;

/** A piece with nearly all rows of its chunk is that chunk, with its own roundings. */
const WHOLE_RATIO = 0.9;

/**
 * Each whole chunk projects the hypertable by itself, chunk by chunk, and their mean, weighted by rows, is the estimate.
 * Pieces of chunks are put together first, so that the noise of each does not decide how many pages a chunk is rounded to.
 * The spread between them gives the error margin; where all rows were read there is nothing left to spread over.
 */
export function project(
  pieces: readonly MeasuredPiece[],
  chunkRows: readonly number[],
  major: number,
): Projection | null {
  const measured = pieces.filter(({ parts }) => parts.rows > 0);
  if (measured.length === 0 || chunkRows.length === 0) return null;
  const whole = (parts: CompressedParts) =>
    chunkRows.reduce((sum, rows) => sum + compressedBytes(parts, rows / parts.rows, major), 0);
  const each = measured.map(({ parts }) => ({ weight: parts.rows, bytes: whole(parts) }));
  const areChunks = measured.every(({ parts, chunkRows: rows }) => parts.rows >= WHOLE_RATIO * rows);
  const bytes = areChunks ? weightedMean(each) : whole(pooled(measured.map(({ parts }) => parts)));
  return { bytes: Math.round(bytes), marginBytes: marginOf(measured, each, bytes, chunkRows) };
}

interface Weighted {
  readonly weight: number;
  readonly bytes: number;
}

const weightedMean = (each: readonly Weighted[]) =>
  each.reduce((sum, { weight, bytes }) => sum + weight * bytes, 0) /
  each.reduce((sum, { weight }) => sum + weight, 0);

function marginOf(
  measured: readonly MeasuredPiece[],
  each: readonly Weighted[],
  bytes: number,
  chunkRows: readonly number[],
): number | null {
  const least = Math.max(LEAST_MARGIN_RATIO * bytes, PAGE_BYTES * chunkRows.length);
  const sampledRows = measured.reduce((sum, { parts }) => sum + parts.rows, 0);
  const allRows = chunkRows.reduce((sum, rows) => sum + rows, 0);
  const unseenRatio = Math.max(0, 1 - sampledRows / Math.max(1, allRows));
  if (unseenRatio === 0) return Math.round(least);
  const count = each.length;
  if (count < 2) return null;
  const mean = weightedMean(each);
  const variance = each.reduce((sum, one) => sum + (one.bytes - mean) ** 2, 0) / (count - 1);
  const t = T_95[count - 2] ?? T_95_MANY;
  const spread = t * Math.sqrt((variance / count) * unseenRatio);
  const ends = (bytes * measured.reduce((sum, piece) => sum + endsRatio(piece), 0)) / count;
  return Math.round(Math.max(least, Math.hypot(spread, ends)));
}

/** Where a piece of a chunk was cut, a batch ends early: with few batches that is felt, and it is the same in every piece. */
function endsRatio({ parts: { rows, batches }, chunkRows }: MeasuredPiece): number {
  return (0.5 / Math.max(1, batches)) * Math.max(0, 1 - rows / Math.max(1, chunkRows));
}
