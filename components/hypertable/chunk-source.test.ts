import { describe, expect, it } from 'vitest';
import type { ChunksAnswer } from '@/lib/api/chunks';
import { chunkRatio, chunkRows, chunkSource, uncompressedBytes } from './chunk-source';

type Columns = ChunksAnswer['columns'];

function columns(over: Partial<Columns>): Columns {
  return {
    chunkId: [1],
    schemaIndex: [0],
    name: ['_hyper_1_1_chunk'],
    rangeStartUnits: [0],
    rangeEndUnits: [10],
    state: ['row'],
    totalBytes: [100],
    rowTotalBytes: [100],
    columnTotalBytes: [null],
    beforeBytes: [null],
    compressedRows: [null],
    compressedBatches: [null],
    rowPartRows: [500],
    lastAnalyzeAt: [null],
    ...over,
  };
}

const compressed = {
  columnTotalBytes: [40],
  beforeBytes: [400],
  rowTotalBytes: [8],
  compressedRows: [4_000],
  rowPartRows: [0],
};

describe('a chunk’s sizes', () => {
  it('is as large uncompressed as it is, when it never was compressed', () => {
    expect(uncompressedBytes(columns({}), 0)).toBe(100);
    expect(chunkRatio(columns({}), 0)).toBeNull();
  });

  it('remembers what it took before, and adds the rows beside a partial one', () => {
    expect(uncompressedBytes(columns({ ...compressed, state: ['column'] }), 0)).toBe(400);
    expect(uncompressedBytes(columns({ ...compressed, state: ['partial'] }), 0)).toBe(408);
    expect(chunkRatio(columns({ ...compressed, state: ['column'] }), 0)).toBe(10);
  });

  it('does not invent what the catalog has lost', () => {
    const lost = columns({ ...compressed, beforeBytes: [null], compressedRows: [null], state: ['partial'] });
    expect(uncompressedBytes(lost, 0)).toBeNull();
    expect(chunkRatio(lost, 0)).toBeNull();
    expect(chunkRows(lost, 0)).toBeNull();
  });

  it('hands columns to the map without a row object', () => {
    const answer = { rows: 1, isPartitioned: false, columns: columns({}) } as ChunksAnswer;
    const source = chunkSource(answer);
    expect([source.count, source.state(0), source.diskBytes(0)]).toEqual([1, 'row', 100]);
    expect(source.start).toBe(answer.columns.rangeStartUnits);
  });
});
