import { type CompressedParts, compressedBytes } from './compressed-size';

/** One sub-sample as a candidate compresses it. */
export interface MeasuredPiece {
  /** Rows that its chunk holds. */
  readonly chunkRows: number;
  readonly parts: CompressedParts;
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
/** No estimate is surer than this: pages are rounded, and rows to come are no copies of those measured. */
const LEAST_MARGIN_RATIO = 0.01;

/**
 * Every sub-sample projects the whole hypertable by itself, chunk by chunk; their mean, weighted by rows, is the estimate,
 * and their spread the error margin. Where all chunks were read there is nothing left to spread over: `chunkRows` of
 * `chunks` against those that were sampled whole.
 */
export function project(
  pieces: readonly MeasuredPiece[],
  chunkRows: readonly number[],
  major: number,
): Projection | null {
  const measured = pieces.filter(({ parts }) => parts.rows > 0);
  if (measured.length === 0 || chunkRows.length === 0) return null;
  const each = measured.map(({ parts }) => ({
    weight: parts.rows,
    bytes: chunkRows.reduce((sum, rows) => sum + compressedBytes(parts, rows / parts.rows, major), 0),
  }));
  const weights = each.reduce((sum, { weight }) => sum + weight, 0);
  const bytes = each.reduce((sum, one) => sum + one.bytes * one.weight, 0) / weights;
  return { bytes: Math.round(bytes), marginBytes: marginOf(measured, each, bytes, chunkRows) };
}

function marginOf(
  measured: readonly MeasuredPiece[],
  each: readonly { readonly bytes: number }[],
  mean: number,
  chunkRows: readonly number[],
): number | null {
  const least = LEAST_MARGIN_RATIO * mean;
  const sampledRows = measured.reduce((sum, { parts }) => sum + parts.rows, 0);
  const allRows = chunkRows.reduce((sum, rows) => sum + rows, 0);
  const unseenRatio = Math.max(0, 1 - sampledRows / Math.max(1, allRows));
  if (unseenRatio === 0) return Math.round(least);
  const count = each.length;
  if (count < 2) return null;
  const variance = each.reduce((sum, { bytes }) => sum + (bytes - mean) ** 2, 0) / (count - 1);
  const t = T_95[count - 2] ?? T_95_MANY;
  return Math.round(Math.max(least, t * Math.sqrt((variance / count) * unseenRatio)));
}
