import { describe, expect, it } from 'vitest';
import { judge } from './judge';
import { monthlyCostOf, priceOf, sumOfMoney, withMonthlyCost } from './monthly-cost';
import type { Profile } from './rule';
import { NOW_MS, snapshotOf } from './testing/context';
import { compressedChunk, dailyChunks, hypertable, tablespaces } from './testing/hypertable-rows';

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

describe('prices of tablespaces', () => {
  const profile = { pricePerGibMonth: '0.115', pricePerTablespaceGibMonth: { cold: '0.02' } };

  it.each([
    ['cold', '0.02'],
    ['fast', '0.115'],
    [null, '0.115'],
    ['constructor', '0.115'],
  ])('%s costs %s', (tablespace, price) => {
    expect(priceOf(profile, tablespace)).toBe(price);
  });

  it('are not known where none is set', () => {
    expect(priceOf({ pricePerTablespaceGibMonth: { cold: '0.02' } }, 'fast')).toBeUndefined();
  });
});

it('adds amounts exactly', () => {
  expect(sumOfMoney([])).toBe('0.00');
  expect(sumOfMoney(['0.10', '0.20'])).toBe('0.30');
  expect(sumOfMoney(['8388607999999999068677417.00', '0.01', '0.99'])).toBe('8388607999999999068677418.00');
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

  it('is priced as the tablespaces are that the bytes lie on, at the lowest price of several', () => {
    const profile = { pricePerGibMonth: '0.115', pricePerTablespaceGibMonth: { cold: '0.02' } };
    const cost = (...tablespaces: readonly (string | null)[]) =>
      withMonthlyCost(impact, profile, tablespaces);
    expect(cost('cold')).toMatchObject({
      monthlyCost: '0.20',
      basis: expect.stringContaining('× 0.02 a GiB and month = 0.20'),
    });
    expect(cost('fast', null)).toMatchObject({ monthlyCost: '1.15' });
    expect(cost('fast', 'cold')).toMatchObject({
      monthlyCost: '0.20',
      basis: expect.stringContaining('× 0.02 a GiB and month, the lowest price of its tablespaces, = 0.20'),
    });
    expect(withMonthlyCost(impact, { pricePerTablespaceGibMonth: { cold: '0.02' } }, ['fast'])).toBe(impact);
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
    const ofTablespaces = { pricePerGibMonth: '0.5', pricePerTablespaceGibMonth: { fast: '2' } };
    // The default tablespace is called so; the one converted chunk lies there too.
    const named = { ...snapshot.artifacts, ...snapshotOf({ tablespaces: tablespaces() }).artifacts };
    const pricedBy = (pricePerTablespaceGibMonth: Record<string, string>) =>
      judge(
        { ...snapshot, artifacts: named },
        { nowMs: NOW_MS, profile: { ...ofTablespaces, pricePerTablespaceGibMonth }, only },
      ).findings[0]?.impact?.monthlyCost;
    expect(pricedBy({ fast: '2' })).toBe(monthlyCostOf(low, '0.5'));
    expect(pricedBy({ pg_default: '2' })).toBe(monthlyCostOf(low, '2'));
    expect(judged({ pricePerGibMonth: '0.5', currency: 'EUR' })).toMatchObject({
      monthlyCost: monthlyCostOf(low, '0.5'),
      currency: 'EUR',
      basis: expect.stringMatching(/ = [\d,.]+\u00a0EUR a month/),
    });
  });
});
