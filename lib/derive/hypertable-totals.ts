import type { Row } from '@/lib/collect/snapshot';
import { type AxisMarks, type ChunkState, chunkState } from './chunk-state';

/** What the chunks of one hypertable add up to. Tiered chunks are counted, not weighed: they are not on this disk. */
export interface HypertableTotals {
  readonly chunkCount: number;
  readonly states: Readonly<Record<ChunkState, number>>;
  readonly compressedChunks: number;
  readonly rowBytes: number;
  readonly columnBytes: number;
  readonly totalBytes: number;
  /** What the compressed chunks took before. */
  readonly beforeBytes: number;
  /** What all of it would take without columnstore: where no size before is known, what it takes now. */
  readonly uncompressedBytes: number;
  readonly overdueBytes: number;
  /** Null when no chunk's rows are known. */
  readonly rows: number | null;
  readonly compressedRows: number;
  readonly compressedBatches: number;
  readonly oldestUnits: number | null;
  readonly newestUnits: number | null;
}

export function hypertableTotals(chunks: readonly Row<'chunks'>[], marks: AxisMarks): HypertableTotals {
  const states = {
    column: 0,
    frozen: 0,
    tiered: 0,
    row: 0,
    future: 0,
    unordered: 0,
    partial: 0,
    overdue: 0,
  };
  const sums = {
    compressedChunks: 0,
    rowBytes: 0,
    columnBytes: 0,
    beforeBytes: 0,
    uncompressedBytes: 0,
    overdueBytes: 0,
    compressedRows: 0,
    compressedBatches: 0,
  };
  let rows: number | null = null;
  let oldestUnits: number | null = null;
  let newestUnits: number | null = null;
  for (const chunk of chunks) {
    const state = chunkState(chunk, marks);
    states[state] += 1;
    oldestUnits = lower(oldestUnits, chunk.rangeStartUnits);
    newestUnits = higher(newestUnits, chunk.rangeEndUnits);
    if (chunk.isTiered) continue;
    addSizes(sums, chunk, state);
    const counted = chunkRows(chunk);
    if (counted !== null) rows = (rows ?? 0) + counted;
  }
  return {
    chunkCount: chunks.length,
    states,
    ...sums,
    totalBytes: sums.rowBytes + sums.columnBytes,
    rows,
    oldestUnits,
    newestUnits,
  };
}

type Sums = Pick<
  { -readonly [Name in keyof HypertableTotals]: HypertableTotals[Name] },
  | 'compressedChunks'
  | 'rowBytes'
  | 'columnBytes'
  | 'beforeBytes'
  | 'uncompressedBytes'
  | 'overdueBytes'
  | 'compressedRows'
  | 'compressedBatches'
>;

function addSizes(sums: Sums, chunk: Row<'chunks'>, state: ChunkState): void {
  const row = chunk.rowTotalBytes ?? 0;
  const column = chunk.columnTotalBytes ?? 0;
  sums.rowBytes += row;
  sums.columnBytes += column;
  if (state === 'overdue') sums.overdueBytes += row;
  if (!chunk.isCompressed) {
    sums.uncompressedBytes += row + column;
    return;
  }
  sums.compressedChunks += 1;
  sums.beforeBytes += chunk.beforeBytes ?? 0;
  // The empty row part of a compressed chunk is no data; that of a partial one is.
  sums.uncompressedBytes +=
    chunk.beforeBytes === null ? row + column : chunk.beforeBytes + (chunk.isPartial ? row : 0);
  sums.compressedRows += chunk.compressedRows ?? 0;
  sums.compressedBatches += chunk.compressedBatches ?? 0;
}

/** Compressed rows were counted when they were compressed; the row part is the planner's estimate. */
function chunkRows({ isCompressed, compressedRows, rowPartRows }: Row<'chunks'>): number | null {
  if (!isCompressed) return rowPartRows;
  return compressedRows === null ? null : compressedRows + (rowPartRows ?? 0);
}

const lower = (a: number | null, b: number | null) => (a === null || (b !== null && b < a) ? b : a);
const higher = (a: number | null, b: number | null) => (a === null || (b !== null && b > a) ? b : a);
