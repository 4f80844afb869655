import type { CompressionAnswer, WorstChunk } from '@/lib/api/compression';
import type { Row } from '@/lib/collect/snapshot';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import type { MeasuredChunk } from '@/lib/derive/columnstore-ratio';

const MOST_WORST = 20;
/** Where the bins begin: fine below 2, where compression hardly pays, coarse where it is splendid anyway. */
const BIN_EDGES = [0, 1, 2, 3, 4, 6, 8, 10, 15, 20, 30];

const ratioOf = ({ beforeBytes, columnBytes }: MeasuredChunk) => beforeBytes / columnBytes;

/** The compressed chunks that gained least, the worst first. */
export function worstChunks(
  measured: readonly MeasuredChunk[],
  hypertables: readonly Row<'hypertables'>[],
): WorstChunk[] {
  const byId = new Map(hypertables.map((hypertable) => [hypertable.hypertableId, hypertable]));
  return [...measured]
    .sort((a, b) => ratioOf(a) - ratioOf(b))
    .slice(0, MOST_WORST)
    .flatMap((one) => {
      const hypertable = byId.get(one.chunk.hypertableId);
      return hypertable ? [worstChunk(one, hypertable)] : [];
    });
}

function worstChunk(measured: MeasuredChunk, hypertable: Row<'hypertables'>): WorstChunk {
  const { chunk, beforeBytes, columnBytes } = measured;
  const { compressedRows, compressedBatches } = chunk;
  return {
    chunkId: chunk.chunkId,
    chunkSchema: chunk.schema,
    chunkName: chunk.name,
    schema: hypertable.schema,
    name: hypertable.name,
    rangeStartUnits: chunk.rangeStartUnits,
    rangeEndUnits: chunk.rangeEndUnits,
    isIntegerTime: hypertable.isIntegerTime,
    ratio: ratioOf(measured),
    beforeBytes,
    columnBytes,
    compressedRows,
    rowsPerBatch: compressedRows !== null && compressedBatches ? compressedRows / compressedBatches : null,
  };
}

export function ratioHistogram(measured: readonly MeasuredChunk[]): CompressionAnswer['ratioHistogram'] {
  const bins = BIN_EDGES.map((from, at) => ({
    from,
    to: BIN_EDGES[at + 1] ?? null,
    chunks: 0,
    totalBytes: 0,
  }));
  for (const one of measured) {
    const bin = bins.findLast(({ from }) => ratioOf(one) >= from);
    if (!bin) continue;
    bin.chunks += 1;
    bin.totalBytes += chunkBytes([one.chunk]);
  }
  return bins;
}
