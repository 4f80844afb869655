import { describe, expect, it } from 'vitest';
import { count, counted, countShort } from './count';

describe('count', () => {
  it.each([
    [null, '–'],
    [Number.NaN, '–'],
    [0, '0'],
    [1204, '1,204'],
    [0.125, '0.13'],
  ])('%s is %s', (value, text) => {
    expect(count(value)).toBe(text);
  });

  it('shortens large numbers only when asked', () => {
    expect(countShort(1_234_567)).toBe('1.23M');
    expect(countShort(null)).toBe('–');
  });

  it('agrees with its noun', () => {
    expect(counted(1, 'chunk')).toBe('1 chunk');
    expect(counted(0, 'chunk')).toBe('0 chunks');
    expect(counted(2, 'index', 'indexes')).toBe('2 indexes');
    expect(counted(null, 'chunk')).toBe('– chunks');
  });
});
