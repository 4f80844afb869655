import type { Row } from '@/lib/collect/snapshot';

export interface ColumnstoreRatio {
  /** Bytes before ÷ bytes now, over all fully compressed chunks that were measured. */
  readonly ratio: number;
  /** The tenth and the ninetieth percentile of the chunks' own ratios. */
  readonly low: number;
  readonly high: number;
  readonly measuredChunks: number;
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

/** What columnstore really saves on these chunks. Null when nothing is measured. */
export function columnstoreRatio(chunks: readonly Row<'chunks'>[]): ColumnstoreRatio | null {
  const measured = measuredChunks(chunks);
  if (measured.length === 0) return null;
  const before = measured.reduce((sum, chunk) => sum + chunk.beforeBytes, 0);
  const after = measured.reduce((sum, chunk) => sum + chunk.columnBytes, 0);
  const ratios = measured.map((chunk) => chunk.beforeBytes / chunk.columnBytes).sort((a, b) => a - b);
  const percentile = (share: number) =>
    ratios[Math.min(ratios.length - 1, Math.floor(share * ratios.length))] ?? before / after;
  return {
    ratio: before / after,
    low: percentile(0.1),
    high: percentile(0.9),
    measuredChunks: measured.length,
  };
}
