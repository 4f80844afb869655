import { describe, expect, it } from 'vitest';
import { sortedRows } from './sorted-rows';

const rows = [{ n: 3 }, { n: null }, { n: 1 }, { n: 2 }];
const key = ({ n }: { n: number | null }) => n;

describe('sortedRows', () => {
  it('keeps what is not known last in both directions', () => {
    expect(sortedRows(rows, key, false).map(key)).toEqual([1, 2, 3, null]);
    expect(sortedRows(rows, key, true).map(key)).toEqual([3, 2, 1, null]);
  });

  it('keeps the order of equals, also when it is reversed', () => {
    const equal = [
      { n: 1, id: 'a' },
      { n: 1, id: 'b' },
      { n: 2, id: 'c' },
    ];
    expect(sortedRows(equal, key, true).map(({ id }) => id)).toEqual(['c', 'a', 'b']);
  });

  it('sorts words and leaves the given array as it was', () => {
    const words = ['b', 'a'];
    expect(sortedRows(words, (word) => word, false)).toEqual(['a', 'b']);
    expect(words).toEqual(['b', 'a']);
  });
});
