import { describe, expect, it } from 'vitest';
import { sequence } from '@/lib/rules/testing/table-rows';
import { sequenceDaysLeft, sequenceLimit } from './sequence-limit';

const INT4 = 2_147_483_647;

describe('the end of a sequence', () => {
  it('is that of a narrower column, also where both end at the same number', () => {
    const half = { lastValue: 1_000_000_000, ownerColumnMaximum: INT4, ownerColumnType: 'integer' };
    expect(sequenceLimit(sequence(half))).toMatchObject({ limitedBy: 'column', valuesLeft: 1_147_483_647 });
    expect(sequenceLimit(sequence({ ...half, maximum: INT4 }))).toMatchObject({ limitedBy: 'column' });
  });

  it('is its own where the column is wider, or there is none', () => {
    const own = { lastValue: 75, maximum: 100, usedRatio: 0.75, increment: 5 };
    expect(sequenceLimit(sequence(own))).toEqual({ limitedBy: 'sequence', usedRatio: 0.75, valuesLeft: 5 });
    expect(sequenceLimit(sequence({ ...own, ownerColumnMaximum: null }))).toMatchObject({
      limitedBy: 'sequence',
    });
    const down = { lastValue: -60, minimum: -100, maximum: -1, increment: -1, usedRatio: 0.6 };
    expect(sequenceLimit(sequence(down))).toMatchObject({ limitedBy: 'sequence', valuesLeft: 40 });
  });

  it('is not known without a value', () => {
    expect(sequenceLimit(sequence({ lastValue: null, usedRatio: null }))).toBeNull();
  });

  it('comes at the pace of two readings', () => {
    const limit = { limitedBy: 'column', usedRatio: 0.5, valuesLeft: 24_000 } as const;
    expect(sequenceDaysLeft(limit, 1, { first: 0, last: 1_000, windowSeconds: 3_600 })).toBe(1);
    expect(sequenceDaysLeft(limit, 10, { first: 0, last: 1_000, windowSeconds: 3_600 })).toBe(10);
    expect(sequenceDaysLeft(limit, -1, { first: 0, last: -1_000, windowSeconds: 3_600 })).toBe(1);
    expect(sequenceDaysLeft(limit, 1, { first: 5, last: 5, windowSeconds: 3_600 })).toBeNull();
    expect(sequenceDaysLeft(limit, 1, { first: 5, last: 1, windowSeconds: 3_600 })).toBeNull();
  });
});
