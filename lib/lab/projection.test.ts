import { describe, expect, it } from 'vitest';
import { type CompressedParts, compressedBytes, indexLeaves, livePages } from './compressed-size';
import { project } from './projection';

const parts = (over: Partial<CompressedParts> = {}): CompressedParts => ({
  rows: 10_000,
  batches: 10,
  heapPages: 0.5,
  toastPages: 100,
  indexLeaves: [0.1],
  ...over,
});
const pages = (over: Partial<CompressedParts>, factor: number, major = 17) =>
  compressedBytes(parts(over), factor, major) / 8_192;

describe('the size of a compressed relation', () => {
  // What PostgreSQL 17 with TimescaleDB 2.23 made of such relations.
  it.each([
    [{ batches: 10, heapPages: 0.5, toastPages: 0 }, 5],
    [{ batches: 50, heapPages: 7.4, toastPages: 0 }, 15],
    [{ batches: 50, heapPages: 12, toastPages: 0 }, 23],
    [{ batches: 50, heapPages: 0.7, toastPages: 18.5 }, 29],
    [{ batches: 50, heapPages: 0.7, toastPages: 108.5 }, 121],
    [{ batches: 100, heapPages: 1.6, toastPages: 419.5 }, 439],
    [{ batches: 200, heapPages: 3.4, toastPages: 849.5 }, 876],
  ])('%o is %i pages', (over, expected) => {
    expect(pages(over, 1)).toBe(expected);
  });

  it('has a fixed part that does not grow with its rows', () => {
    expect(pages({}, 10) / pages({}, 1)).toBeLessThan(10);
    expect(pages({ toastPages: 10_000 }, 10) / pages({ toastPages: 10_000 }, 1)).toBeCloseTo(10, 1);
  });

  it('is extended page by page before PostgreSQL 16', () => {
    expect(pages({ heapPages: 12, toastPages: 0 }, 1, 15)).toBe(
      pages({ heapPages: 12, toastPages: 0 }, 1) - 4,
    );
    expect(pages({ heapPages: 130, toastPages: 0 }, 1)).toBe(pages({ heapPages: 192, toastPages: 0 }, 1));
  });

  it('knows the leaves of an index', () => {
    expect(indexLeaves(2, 73)).toBeCloseTo(0.5, 1);
    expect(indexLeaves(2, 10_000)).toBe(1);
    expect(indexLeaves(12, 5_000)).toBe(9.5);
  });

  it('counts the last page by its share of a usual one', () => {
    const alone = (tuples: number) => tuples / 10;
    expect(livePages([], alone)).toBe(0);
    expect(livePages([{ block: 0, tuples: 3 }], alone)).toBe(0.3);
    expect(livePages([{ block: 0, tuples: 30 }], alone)).toBe(1);
    expect(
      livePages(
        [
          { block: 1, tuples: 8 },
          { block: 0, tuples: 10 },
          { block: 2, tuples: 3 },
        ],
        alone,
      ),
    ).toBeCloseTo(2.33, 2);
  });
});

describe('the projection', () => {
  const piece = (toastPages: number, rows = 10_000, chunkRows = rows) => ({
    chunkRows,
    parts: parts({ toastPages, rows }),
  });
  const chunks = Array<number>(50).fill(20_000);

  it('is the mean of what the sub-samples project, with their spread as its margin', () => {
    const even = project([piece(100), piece(100), piece(100)], chunks, 17);
    expect(even?.bytes).toBe(50 * compressedBytes(parts(), 2, 17));
    expect(even?.marginBytes).toBe(Math.round(0.01 * (even?.bytes ?? 0)));
    const uneven = project([piece(80), piece(100), piece(120)], chunks, 17);
    expect(uneven?.bytes).toBeCloseTo(even?.bytes ?? 0, -6);
    expect((uneven?.marginBytes ?? 0) / (uneven?.bytes ?? 1)).toBeGreaterThan(0.3);
  });

  it('is less sure of pieces than of whole chunks', () => {
    const cut = project([piece(100, 10_000, 20_000), piece(100, 10_000, 20_000)], chunks, 17);
    expect((cut?.marginBytes ?? 0) / (cut?.bytes ?? 1)).toBeCloseTo((0.5 / 10) * 0.5, 5);
  });

  it('gives more weight to more rows', () => {
    const small = project([piece(100), piece(2_000)], chunks, 17);
    const weighted = project([piece(100), piece(200, 1_000)], chunks, 17);
    expect(weighted?.bytes).toBeLessThan(small?.bytes ?? 0);
  });

  it('has no margin from one sub-sample, and a small one where all was read', () => {
    expect(project([piece(100)], chunks, 17)?.marginBytes).toBeNull();
    const census = project([piece(100)], [10_000], 17);
    expect(census?.marginBytes).toBe(Math.round(0.01 * (census?.bytes ?? 0)));
    // A page of one chunk.
    expect(project([piece(10)], [10_000], 17)?.marginBytes).toBe(8_192);
  });

  it('is not known without rows', () => {
    expect(project([], chunks, 17)).toBeNull();
    expect(project([piece(100, 0)], chunks, 17)).toBeNull();
    expect(project([piece(100)], [], 17)).toBeNull();
  });
});
