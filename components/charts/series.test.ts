import { describe, expect, it } from 'vitest';
import { type Series, seriesRows } from './series';

const minute = (n: number) => new Date(n * 60_000).toISOString();
const series = (id: string, values: readonly (readonly [number, number | null])[]): Series => ({
  id,
  label: id,
  points: values.map(([at, value]) => ({ at: minute(at), value })),
});

describe('seriesRows', () => {
  it('puts an empty row into a silence, so that the line breaks there', () => {
    const rows = seriesRows([
      series('a', [
        [0, 1],
        [1, 2],
        [2, 3],
        [9, 4],
        [10, 5],
      ]),
    ]);
    expect(rows.map(({ a }) => a)).toEqual([1, 2, 3, null, 4, 5]);
  });

  it('leaves a slow sample alone', () => {
    expect(
      seriesRows([
        series('a', [
          [0, 1],
          [1, 2],
          [3, 3],
          [4, 4],
        ]),
      ]),
    ).toHaveLength(4);
  });

  it('sets series side by side, null where one has no value', () => {
    const rows = seriesRows([
      series('a', [
        [0, 1],
        [1, 2],
      ]),
      series('b', [[1, 7]]),
    ]);
    expect(rows).toEqual([
      { atMs: 0, a: 1, b: null },
      { atMs: 60_000, a: 2, b: 7 },
    ]);
  });

  it('puts series that were asked for a moment apart onto the same instants', () => {
    const late = {
      ...series('b', []),
      points: [0, 1, 2].map((n) => ({ at: new Date(n * 60_000 + 700).toISOString(), value: n })),
    };
    const rows = seriesRows([
      series('a', [
        [0, 1],
        [1, 2],
        [2, 3],
      ]),
      late,
    ]);
    expect(rows.map(({ a, b }) => [a, b])).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
  });
});
