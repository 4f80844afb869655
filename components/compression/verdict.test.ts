import { describe, expect, it } from 'vitest';
import { verdict } from './verdict';

const GIB = 1024 ** 3;
const totals = {
  uncompressedBytes: 100 * GIB,
  totalBytes: 20 * GIB,
  savedBytes: 80 * GIB,
  ratio: 9,
  columnBytes: 9 * GIB,
  rowBytes: 11 * GIB,
  potential: { low: 0, high: 0 },
};

describe('verdict', () => {
  it('says what is saved, and no more when nothing more is to be had', () => {
    expect(verdict(totals)).toBe('The columnstore saves 80\u00a0GiB today, 80% of what the data would take.');
  });

  it('adds what could be saved, as a range', () => {
    expect(verdict({ ...totals, potential: { low: 4 * GIB, high: 6 * GIB } })).toContain(
      'another 4–6\u00a0GiB',
    );
  });

  it('does not speak of a saving where there is none', () => {
    expect(verdict({ ...totals, savedBytes: 0 })).toBe('The columnstore saves nothing yet.');
    expect(verdict({ ...totals, uncompressedBytes: 0, savedBytes: 0 })).toBe(
      'The columnstore saves nothing yet.',
    );
  });
});
