import { describe, expect, it } from 'vitest';
import { judge } from './judge';
import { monthlyCostOf, withMonthlyCost } from './monthly-cost';
import type { Profile } from './rule';
import { compressedChunk, dailyChunks, hypertable, NOW_MS, snapshotOf } from './testing/rows';

const GIB = 1_073_741_824;

describe('what bytes cost a month', () => {
  it.each([
    [GIB, '0.115', '0.12'],
    [10 * GIB, '0.115', '1.15'],
    [GIB, '0.114999', '0.11'],
    // Half a cent goes up; a byte less does not reach it.
    [GIB / 2, '0.01', '0.01'],
    [GIB / 2 - 1, '0.01', '0.00'],
    [0, '5', '0.00'],
    [GIB, '0', '0.00'],
    [3 * GIB, '1.1', '3.30'],
    // 0.1 + 0.2 and its kin: floats would answer 1.00.
    [GIB, '1.005', '1.01'],
    // More than a float holds exactly.
    [Number.MAX_SAFE_INTEGER, '999999999999999999.999999', '8388607999999999068677417.00'],
    [Number.MAX_SAFE_INTEGER, '0.000001', '8.39'],
    [1, '99999999999999999999', '93132257461.55'],
    [GIB + 0.7, '2', '2.00'],
    [-5, '2', '0.00'],
  ])('%d bytes at %s: %s', (size, price, cost) => {
    expect(monthlyCostOf(size, price)).toBe(cost);
  });
});

describe('a finding that saves bytes', () => {
  const impact = { bytesSaved: { low: 10 * GIB, high: 20 * GIB }, basis: 'a tenth of 100 GiB' };

  it('has its price with the arithmetic, by the lower estimate', () => {
    expect(withMonthlyCost(impact, { pricePerGibMonth: '0.115', currency: 'EUR' })).toEqual({
      ...impact,
      monthlyCost: '1.15',
      currency: 'EUR',
      basis:
        'a tenth of 100 GiB. 10\u00a0GiB × 0.115\u00a0EUR a GiB and month = 1.15\u00a0EUR a month, by the lower estimate.',
    });
  });

  it('has none where the user set no price, or nothing is saved', () => {
    expect(withMonthlyCost(impact, { currency: 'EUR' })).toBe(impact);
    const other = { bytesAtRisk: GIB, basis: 'all of it' };
    expect(withMonthlyCost(other, { pricePerGibMonth: '0.115' })).toBe(other);
  });

  it('is priced by the judge, whichever rule found it', () => {
    const snapshot = snapshotOf({
      hypertables: [hypertable()],
      chunks: [...dailyChunks(20), compressedChunk({ chunkId: 99, rangeStartUnits: 0, rangeEndUnits: 1 })],
      policies: [],
    });
    const only = new Set(['columnstore/policy-missing']);
    const judged = (profile: Profile) =>
      judge(snapshot, { nowMs: NOW_MS, profile, only }).findings[0]?.impact;
    const { low = 0 } = judged({})?.bytesSaved ?? {};
    expect(low).toBeGreaterThan(0);
    expect(judged({})).not.toHaveProperty('monthlyCost');
    expect(judged({ pricePerGibMonth: '0.5', currency: 'EUR' })).toMatchObject({
      monthlyCost: monthlyCostOf(low, '0.5'),
      currency: 'EUR',
      basis: expect.stringMatching(/ = [\d,.]+\u00a0EUR a month/),
    });
  });
});
