import type { Row } from '@/lib/collect/snapshot';

/** Bytes of chunks in both stores. A relation that vanished while we looked counts nothing. */
export function chunkBytes(
  chunks: readonly Pick<Row<'chunks'>, 'rowTotalBytes' | 'columnTotalBytes'>[],
): number {
  return chunks.reduce(
    (sum, { rowTotalBytes, columnTotalBytes }) => sum + (rowTotalBytes ?? 0) + (columnTotalBytes ?? 0),
    0,
  );
}
