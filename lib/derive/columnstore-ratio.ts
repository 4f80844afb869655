import type { Row } from '@/lib/collect/snapshot';

export interface ColumnstoreRatio {
  /** Bytes before ÷ bytes now, over all fully compressed chunks that were measured. */
  readonly ratio: number;
  /** The tenth and the ninetieth percentile of the chunks' own ratios. */
  readonly low: number;
  readonly high: number;
  readonly measuredChunks: number;
  /** What the measured chunks took before. */
  readonly beforeBytes: number;
}

/** A chunk whose gain is known. */
export interface MeasuredChunk {
  readonly chunk: Row<'chunks'>;
  readonly beforeBytes: number;
  /** The live size of the compressed relation; `afterBytes` is never updated by recompression and writes. */
  readonly columnBytes: number;
}

/** The fully compressed chunks whose size before is known; a partial one holds rows that it did not hold then. */
export function measuredChunks(chunks: readonly Row<'chunks'>[]): MeasuredChunk[] {
  return chunks.flatMap((chunk) => {
    const { isCompressed, isPartial, beforeBytes, columnTotalBytes } = chunk;
    return isCompressed && !isPartial && beforeBytes && columnTotalBytes
      ? [{ chunk, beforeBytes, columnBytes: columnTotalBytes }]
      : [];
  });
}

const ratios = new WeakMap<readonly Row<'chunks'>[], ColumnstoreRatio | null>();

/** What columnstore really saves on these chunks; null when nothing is measured. Kept as long as the artifact lives. */
export function columnstoreRatio(chunks: readonly Row<'chunks'>[]): ColumnstoreRatio | null {
  const known = ratios.get(chunks);
  if (known !== undefined) return known;
  const ratio = ratioOf(measuredChunks(chunks));
  ratios.set(chunks, ratio);
  return ratio;
}

function ratioOf(measured: readonly MeasuredChunk[]): ColumnstoreRatio | null {
  if (measured.length === 0) return null;
  const before = measured.reduce((sum, { beforeBytes }) => sum + beforeBytes, 0);
  const now = measured.reduce((sum, { columnBytes }) => sum + columnBytes, 0);
  const inOrder = Float64Array.from(measured, (one) => one.beforeBytes / one.columnBytes).sort();
  const percentile = (share: number) =>
    inOrder[Math.min(inOrder.length - 1, Math.floor(share * inOrder.length))] ?? before / now;
  return {
    ratio: before / now,
    low: percentile(0.1),
    high: percentile(0.9),
    measuredChunks: measured.length,
    beforeBytes: before,
  };
}
