import type { CompressionRow, WaterfallItem } from '@/lib/api/compression';

/** From what all rows would take without columnstore to what they take, and on to what is possible. */
export function compressionWaterfall(rows: readonly CompressionRow[]): WaterfallItem[] {
  const sum = (pick: (row: CompressionRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  return [
    whole(
      'uncompressed',
      'Without columnstore',
      sum(({ uncompressedBytes }) => uncompressedBytes),
    ),
    ...rows.filter(({ savedBytes }) => savedBytes !== 0).map(saved),
    whole(
      'today',
      'Today',
      sum(({ totalBytes }) => totalBytes),
    ),
    ...rows.flatMap(possible),
  ];
}

function whole(id: 'uncompressed' | 'today', label: string, amount: number): WaterfallItem {
  return {
    id,
    label,
    kind: 'whole',
    amount,
    low: null,
    high: null,
    detail:
      id === 'today'
        ? 'Both stores of all hypertables, indexes and TOAST included'
        : 'Compressed chunks as large as before, all others as they are',
    hypertable: null,
    findings: [],
  };
}

const about = ({ schema, name, findings }: CompressionRow) => ({
  label: `${schema}.${name}`,
  hypertable: { schema, name },
  findings,
});

function saved(row: CompressionRow): WaterfallItem {
  const { hypertableId, compressedChunks, chunkCount, savedBytes } = row;
  return {
    ...about(row),
    id: `saved ${hypertableId}`,
    kind: 'saved',
    amount: -savedBytes,
    low: null,
    high: null,
    detail: `${compressedChunks} of ${chunkCount} chunks are compressed`,
  };
}

/** Drawn in the middle of its range. */
function possible(row: CompressionRow): WaterfallItem[] {
  const { hypertableId, potential, potentialBasis } = row;
  if (potential === null || potential.high <= 0) return [];
  return [
    {
      ...about(row),
      id: `possible ${hypertableId}`,
      kind: 'possible',
      amount: -(potential.low + potential.high) / 2,
      low: -potential.low,
      high: -potential.high,
      detail: potentialBasis,
    },
  ];
}
