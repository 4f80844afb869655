import type { CompressionAnswer, WorstChunk } from '@/lib/api/compression';
import type { Row } from '@/lib/collect/snapshot';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { type MeasuredChunk, measuredChunks } from '@/lib/derive/columnstore-ratio';

const MOST_WORST = 20;
/** Where the bins begin: fine below 2, where compression hardly pays, coarse where it is splendid anyway. */
const BIN_EDGES = [0, 1, 2, 3, 4, 6, 8, 10, 15, 20, 30];

const ratioOf = ({ beforeBytes, columnBytes }: MeasuredChunk) => beforeBytes / columnBytes;

/** Compressed chunks by what they gained. */
export interface CompressedChunks {
  /** The worst first. */
  readonly worst: readonly MeasuredChunk[];
  readonly histogram: CompressionAnswer['ratioHistogram'];
}

const known = new WeakMap<readonly Row<'chunks'>[], CompressedChunks>();

/** Kept as long as the artifact lives: fifty thousand chunks are not put in order for every reader. */
export function compressedChunks(chunks: readonly Row<'chunks'>[]): CompressedChunks {
  let compressed = known.get(chunks);
  if (!compressed) {
    const measured = measuredChunks(chunks);
    const histogram = ratioHistogram(measured);
    compressed = {
      worst: measured.sort((a, b) => ratioOf(a) - ratioOf(b)).slice(0, MOST_WORST),
      histogram,
    };
    known.set(chunks, compressed);
  }
  return compressed;
}

/** The compressed chunks that gained least, named. */
export function worstChunks(
  { worst }: CompressedChunks,
  hypertables: readonly Row<'hypertables'>[],
): WorstChunk[] {
  return worst.flatMap((one) => {
    const hypertable = hypertables.find(({ hypertableId }) => hypertableId === one.chunk.hypertableId);
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

function ratioHistogram(measured: readonly MeasuredChunk[]): CompressionAnswer['ratioHistogram'] {
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
