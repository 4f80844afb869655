import { describe, expect, it } from 'vitest';
import { bytes, bytesPerSecond, bytesRange } from './bytes';

const GIB = 1024 ** 3;

describe('bytes', () => {
  it.each([
    [null, '–'],
    [undefined, '–'],
    [Number.NaN, '–'],
    [0, '0 B'],
    [1, '1 B'],
    [999, '999 B'],
    [1000, '0.98 KiB'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [89.234 * GIB, '89.2 GiB'],
    [999.4 * GIB, '999 GiB'],
    [1023 * GIB, '1 TiB'],
    [-2 * GIB, '−2 GiB'],
    [5000 * 1024 ** 6, '5,000 EiB'],
  ])('%s is %s', (value, text) => {
    expect(bytes(value)).toBe(text.replace(' ', '\u00a0'));
  });

  it('writes a range in the unit of its upper end', () => {
    expect(bytesRange({ low: 76 * GIB, high: 102 * GIB })).toBe('76–102\u00a0GiB');
    expect(bytesRange({ low: 0.5 * GIB, high: 2 * GIB })).toBe('0.5–2\u00a0GiB');
    expect(bytesRange({ low: GIB, high: GIB })).toBe('1\u00a0GiB');
  });

  it('keeps unknown rates unknown', () => {
    expect(bytesPerSecond(null)).toBe('–');
    expect(bytesPerSecond(2048)).toBe('2\u00a0KiB/s');
  });
});
