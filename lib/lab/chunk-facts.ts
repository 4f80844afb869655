import type { Row } from '@/lib/collect/snapshot';

/** Rows of a chunk as far as catalogs tell; null where neither a compression nor ANALYZE has counted them. */
export function knownRows({
  isCompressed,
  isPartial,
  compressedRows,
  rowPartRows,
}: Row<'chunks'>): number | null {
  if (!isCompressed) return rowPartRows || null;
  if (compressedRows === null) return null;
  return compressedRows + (isPartial ? (rowPartRows ?? 0) : 0);
}

/** Whether `knownRows` is a count: nothing is ever added to a fully compressed chunk. */
export const isCounted = ({ isCompressed, isPartial, isUnordered, compressedRows }: Row<'chunks'>): boolean =>
  isCompressed && !isPartial && !isUnordered && compressedRows !== null;

/** What a chunk takes, or took, as rows; null where the catalog lost it. A compressed chunk's row store is an empty shell. */
export function beforeBytes({
  isCompressed,
  isPartial,
  beforeBytes: compressedFrom,
  rowTotalBytes,
}: Row<'chunks'>): number | null {
  if (!isCompressed) return rowTotalBytes;
  if (compressedFrom === null) return null;
  return compressedFrom + (isPartial ? (rowTotalBytes ?? 0) : 0);
}

/** A chunk with its rows and its bytes before compression, one of them estimated from the other where needed. */
export interface ChunkFacts {
  readonly chunk: Row<'chunks'>;
  readonly rows: number;
  readonly beforeBytes: number;
}

/** Width of a row where no chunk tells: header, line pointer and a few numbers. */
const USUAL_ROW_BYTES = 100;

/** Rows and bytes of every chunk that is not empty. `counted` holds rows that were counted since, by chunk id. */
export function chunkFacts(
  chunks: readonly Row<'chunks'>[],
  counted: ReadonlyMap<number, number> = new Map(),
): ChunkFacts[] {
  const known = chunks.map((chunk) => ({
    chunk,
    rows: counted.get(chunk.chunkId) ?? knownRows(chunk),
    bytes: beforeBytes(chunk),
  }));
  const both = known.filter(({ rows, bytes }) => rows !== null && rows > 0 && bytes !== null && bytes > 0);
  const sum = (pick: 'rows' | 'bytes') => both.reduce((total, one) => total + (one[pick] ?? 0), 0);
  const rowBytes = both.length > 0 ? sum('bytes') / sum('rows') : USUAL_ROW_BYTES;
  return known.flatMap(({ chunk, rows, bytes }) => {
    if (rows === null && bytes === null) return [];
    const facts = {
      chunk,
      rows: rows ?? Math.round((bytes ?? 0) / rowBytes),
      beforeBytes: bytes ?? Math.round((rows ?? 0) * rowBytes),
    };
    return facts.rows > 0 ? [facts] : [];
  });
}
