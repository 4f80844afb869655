import type { Row } from '@/lib/collect/snapshot';

export interface ColumnstoreRatio {
  /** Bytes before ÷ bytes now, over all fully compressed chunks that were measured. */
  readonly ratio: number;
  /** The tenth and the ninetieth percentile of the chunks' own ratios. */
  readonly low: number;
  readonly high: number;
  readonly measuredChunks: number;
}

/**
 * What columnstore really saves on these chunks: their size before, against the live size of the compressed
 * relation. Not `afterBytes`, which later recompression and writes never update. Null when nothing is measured.
 */
export function columnstoreRatio(chunks: readonly Row<'chunks'>[]): ColumnstoreRatio | null {
  const measured = chunks.flatMap(({ isCompressed, isPartial, beforeBytes, columnTotalBytes }) =>
    isCompressed && !isPartial && beforeBytes && columnTotalBytes
      ? [{ before: beforeBytes, after: columnTotalBytes }]
      : [],
  );
  if (measured.length === 0) return null;
  const before = measured.reduce((sum, chunk) => sum + chunk.before, 0);
  const after = measured.reduce((sum, chunk) => sum + chunk.after, 0);
  const ratios = measured.map((chunk) => chunk.before / chunk.after).sort((a, b) => a - b);
  const percentile = (share: number) =>
    ratios[Math.min(ratios.length - 1, Math.floor(share * ratios.length))] ?? before / after;
  return {
    ratio: before / after,
    low: percentile(0.1),
    high: percentile(0.9),
    measuredChunks: measured.length,
  };
}
