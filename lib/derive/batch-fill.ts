import type { Row } from '@/lib/collect/snapshot';

/** TimescaleDB puts up to so many rows into a batch (`compression_batch_size_limit`). */
export const FULL_BATCH_ROWS = 1_000;
/** Below it a batch pays more for its header and its index entry than it saves: timescaledb-extras calls it under-filled. */
export const LEAST_BATCH_ROWS = 100;

/** What chunks held when they were compressed. */
export interface BatchFill {
  readonly measuredChunks: number;
  readonly rows: number;
  readonly batches: number;
  readonly rowsPerBatch: number;
  readonly batchesPerChunk: number;
}

/** The compressed chunks whose rows were counted then; those with less than a batch of rows cannot fill one, whatever their settings. */
export function fillableChunks(chunks: readonly Row<'chunks'>[]): readonly Row<'chunks'>[] {
  return chunks.filter(
    ({ isCompressed, compressedRows, compressedBatches }) =>
      isCompressed && (compressedRows ?? 0) >= FULL_BATCH_ROWS && (compressedBatches ?? 0) > 0,
  );
}

/** How full the batches of these chunks are. Null when none of them tells. */
export function batchFill(chunks: readonly Row<'chunks'>[]): BatchFill | null {
  const measured = fillableChunks(chunks);
  const rows = measured.reduce((sum, { compressedRows }) => sum + (compressedRows ?? 0), 0);
  const batches = measured.reduce((sum, { compressedBatches }) => sum + (compressedBatches ?? 0), 0);
  if (batches === 0) return null;
  return {
    measuredChunks: measured.length,
    rows,
    batches,
    rowsPerBatch: rows / batches,
    batchesPerChunk: batches / measured.length,
  };
}
