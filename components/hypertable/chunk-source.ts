import type { ChunkSource } from '@/components/charts/chunk-map/chunk-columns';
import type { ChunksAnswer } from '@/lib/api/chunks';

/** The answer's columns as the map reads them; nothing is copied but numbers. */
export function chunkSource({ rows, columns, isPartitioned }: ChunksAnswer): ChunkSource {
  return {
    count: rows,
    start: columns.rangeStartUnits,
    end: columns.rangeEndUnits,
    state: (index) => columns.state[index] ?? 'row',
    diskBytes: (index) => columns.totalBytes[index] ?? null,
    beforeBytes: (index) => uncompressedBytes(columns, index),
    isPartitioned,
  };
}

/**
 * What a chunk's rows take without columnstore: a chunk that was never compressed takes what it takes; of a
 * compressed one the catalog remembers it; a partial one has rows beside the compressed part.
 */
export function uncompressedBytes(columns: ChunksAnswer['columns'], index: number): number | null {
  const row = columns.rowTotalBytes[index] ?? null;
  if ((columns.columnTotalBytes[index] ?? null) === null) return row;
  const before = columns.beforeBytes[index] ?? null;
  if (before === null) return null;
  return columns.state[index] === 'partial' ? before + (row ?? 0) : before;
}

/** How much smaller the chunk is than it would be; null where one of both sizes is not known or it is not compressed. */
export function chunkRatio(columns: ChunksAnswer['columns'], index: number): number | null {
  const before = columns.beforeBytes[index] ?? null;
  const now = columns.columnTotalBytes[index] ?? null;
  return before === null || now === null || now === 0 ? null : before / now;
}

/** Rows of both parts; null where the part that counts was never analysed. */
export function chunkRows(columns: ChunksAnswer['columns'], index: number): number | null {
  const compressed = columns.compressedRows[index] ?? null;
  const rest = columns.rowPartRows[index] ?? null;
  if (columns.state[index] === 'partial')
    return compressed === null || rest === null ? null : compressed + rest;
  return compressed ?? rest;
}
