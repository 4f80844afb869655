import { describe, expect, it } from 'vitest';
import { daysAgo } from '@/lib/rules/testing/context';
import { chunk, column } from '@/lib/rules/testing/hypertable-rows';
import { chunkFacts } from './chunk-facts';
import { planPieces, representativeChunks } from './sample-plan';

const bounds = { rows: 200_000, bytes: 64_000_000 };
const columns = [
  column({ name: 'time', type: 'timestamp with time zone' }),
  column(),
  column({ name: 'value' }),
];
/** Chunk 1 is the oldest. */
const chunks = (...rows: number[]) =>
  chunkFacts(
    rows.map((rowPartRows, at) =>
      chunk({
        chunkId: at + 1,
        rangeEndUnits: daysAgo(rows.length - at),
        rowPartRows,
        rowTotalBytes: rowPartRows * 100,
      }),
    ),
  );
const ids = (facts: ReturnType<typeof chunks>) => facts.map((one) => one.chunk.chunkId);

describe('facts about chunks', () => {
  it('estimate rows from bytes and bytes from rows where one is not known', () => {
    const rows = [
      chunk({ chunkId: 1, rowPartRows: 1_000, rowTotalBytes: 100_000 }),
      chunk({ chunkId: 2, rowPartRows: null, rowTotalBytes: 50_000 }),
      chunk({ chunkId: 3, isCompressed: true, compressedRows: 300, beforeBytes: null, columnTotalBytes: 9 }),
      chunk({ chunkId: 4, isCompressed: true, compressedRows: 10, beforeBytes: 900, rowTotalBytes: 8_192 }),
      chunk({
        chunkId: 5,
        isCompressed: true,
        isPartial: true,
        compressedRows: 10,
        beforeBytes: 900,
        rowPartRows: 5,
        rowTotalBytes: 100,
      }),
      chunk({ chunkId: 6, rowPartRows: null, rowTotalBytes: null }),
      chunk({ chunkId: 7, rowPartRows: 0, rowTotalBytes: 0 }),
    ];
    const facts = chunkFacts(rows).map(({ chunk: { chunkId }, rows: n, beforeBytes: b }) => [chunkId, n, b]);
    expect(facts).toEqual([
      [1, 1_000, 100_000],
      [2, Math.round(50_000 / (101_900 / 1_025)), 50_000],
      [3, 300, Math.round(300 * (101_900 / 1_025))],
      [4, 10, 900],
      [5, 15, 1_000],
    ]);
    expect(chunkFacts(rows, new Map([[2, 77]]))[1]?.rows).toBe(77);
  });
});

describe('the chunks to sample', () => {
  it('are four closed ones, spread over time', () => {
    expect(ids(representativeChunks(chunks(...Array(21).fill(1_000))))).toEqual([3, 8, 13, 18]);
  });

  it('are no outliers, and the newest only when there is no other', () => {
    expect(ids(representativeChunks(chunks(1_000, 199, 200, 1_000, 1_000)))).toEqual([1, 3, 4]);
    expect(ids(representativeChunks(chunks(1_000)))).toEqual([1]);
    expect(representativeChunks([])).toEqual([]);
  });
});

describe('the pieces of a sample', () => {
  const plan = (facts: ReturnType<typeof chunks>, valuesPerChunk: number | null = 50) =>
    planPieces(facts, [{ name: 'device_id', valuesPerChunk }], columns, bounds);

  it('are whole chunks while they fit', () => {
    const whole = plan(chunks(40_000, 40_000, 40_000, 40_000));
    expect(whole.map(({ cut, mostRows }) => [cut.kind, mostRows])).toEqual(Array(4).fill(['whole', 42_000]));
    expect(plan(chunks(90_000, 90_000, 90_000, 90_000)).map(({ cut }) => cut.kind)).toEqual([
      'whole',
      'whole',
    ]);
    expect(plan(chunks(190_000, 190_000)).map(({ facts }) => facts.chunk.chunkId)).toEqual([2]);
  });

  it('are whole series and slices of time where a chunk does not fit', () => {
    const pieces = plan(chunks(5_000_000, 5_000_000, 5_000_000, 5_000_000), 50);
    expect(pieces.map(({ facts, cut }) => [facts.chunk.chunkId, cut])).toEqual([
      [1, { kind: 'slice', part: 0, parts: 1 }],
      [2, { kind: 'slice', part: 0, parts: 1 }],
      [3, { kind: 'slice', part: 0, parts: 1 }],
      [1, { kind: 'series', column: 'device_id', part: 0, parts: 1 }],
      [2, { kind: 'series', column: 'device_id', part: 0, parts: 1 }],
      [3, { kind: 'series', column: 'device_id', part: 0, parts: 1 }],
    ]);
    expect(pieces.reduce((sum, { mostRows }) => sum + mostRows, 0)).toBeLessThanOrEqual(bounds.rows);
  });

  it('are slices alone where few values fill their batches anyway', () => {
    expect(plan(chunks(5_000_000), 2).map(({ cut }) => cut)).toEqual([
      { kind: 'slice', part: 0, parts: 3 },
      { kind: 'slice', part: 1, parts: 3 },
      { kind: 'slice', part: 2, parts: 3 },
    ]);
    expect(plan(chunks(5_000_000), null)).toHaveLength(6);
  });

  it('hold fewer rows where rows are wide', () => {
    const wide = [...columns, column({ name: 'document', type: 'text', averageWidthBytes: 10_000 })];
    const pieces = planPieces(chunks(5_000_000), [], wide, bounds);
    expect(pieces.reduce((sum, { mostRows }) => sum + mostRows, 0)).toBeLessThan(6_400);
  });
});
