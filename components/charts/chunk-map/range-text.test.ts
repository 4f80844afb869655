import { describe, expect, it } from 'vitest';
import { rangeText } from './range-text';

const units = (iso: string) => Date.parse(iso) * 1_000;
const range = (from: string, to: string) => rangeText({ from: units(from), to: units(to) }, false);

describe('rangeText', () => {
  it.each([
    ['2026-03-04T00:00Z', '2026-03-05T00:00Z', '4 Mar 2026 UTC'],
    ['2026-03-04T14:00Z', '2026-03-04T15:00Z', '4 Mar 2026, 14:00 – 15:00 UTC'],
    ['2026-11-26T00:00Z', '2026-12-03T00:00Z', '26 Nov – 3 Dec 2026 UTC'],
    ['2025-12-29T00:00Z', '2026-01-05T00:00Z', '29 Dec 2025 – 5 Jan 2026 UTC'],
    ['2026-01-05T06:00Z', '2026-10-05T06:00Z', '5 Jan – 5 Oct 2026'],
  ])('%s to %s is %s', (from, to, text) => {
    expect(range(from, to)).toBe(text);
  });

  it('writes integers as numbers', () => {
    expect(rangeText({ from: 1_000, to: 2_500 }, true)).toBe('1,000 – 2,500');
  });
});
