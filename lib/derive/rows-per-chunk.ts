import type { Row } from '@/lib/collect/snapshot';

/**
 * The rows of a typical chunk: the median, so that the one being filled and old outliers do not count. Null when no
 * chunk's rows are known, which is so until the first ANALYZE.
 */
export function rowsPerChunk(chunks: readonly Row<'chunks'>[]): number | null {
  const rows = chunks
    .flatMap(
      ({ isCompressed, compressedRows, rowPartRows }) =>
        // Empty is what a chunk is that nobody has analysed since it was emptied, or filled.
        (isCompressed ? compressedRows : rowPartRows) || [],
    )
    .sort((a, b) => a - b);
  return rows[Math.floor(rows.length / 2)] ?? null;
}
