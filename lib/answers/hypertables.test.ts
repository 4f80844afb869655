import { describe, expect, it } from 'vitest';
import { hypertablesAnswer as schema } from '@/lib/api/hypertables-schema';
import type { ProfileSettings } from '@/lib/config/configuration';
import {
  compressedChunk,
  dailyChunks,
  hypertable,
  policy,
  retention,
  snapshotOf,
} from '@/lib/rules/testing/rows';
import type { DatabaseView } from './database-view';
import { hypertablesAnswer } from './hypertables';
import { onTheWire, view } from './testing/view';

const GIB = 1024 ** 3;
const artifacts = {
  hypertables: [hypertable()],
  chunks: dailyChunks(20, (over) =>
    compressedChunk({ ...over, columnTotalBytes: GIB - 24_576, beforeBytes: 10 * GIB }),
  ),
  policies: [policy(), retention()],
  compressionSettings: [],
  storageSizes: [{ kind: 'database' as const, name: 'app', isCurrentDatabase: true, totalBytes: 40 * GIB }],
};
const answer = (profile: ProfileSettings = {}, over: Partial<DatabaseView> = {}) => {
  const target = { id: 'app', name: 'App', url: 'postgres://', tags: [], profile, demo: null };
  return onTheWire(schema, hypertablesAnswer(view(snapshotOf(artifacts), { target, ...over })));
};
const prices = { pricePerGibMonth: '0.115', currency: 'EUR' };

describe('growth and cost of hypertables', () => {
  it('are exact decimals of the size, by the price that the user set', () => {
    const { hypertables, totals } = answer(prices);
    // 20 GiB now; about eight days as rows and 82 or 83 of ninety in the columnstore later.
    expect(hypertables?.[0]).toMatchObject({ totalBytes: 20 * GIB, monthlyCost: '2.30', currency: 'EUR' });
    expect(hypertables?.[0]?.ingestBytesPerDay).toBe(10 * GIB);
    expect((hypertables?.[0]?.steadyBytes?.low ?? 0) / GIB).toBeCloseTo(162, 1);
    expect(hypertables?.[0]?.steadyMonthlyCost).toEqual({ low: '18.63', high: '18.74' });
    expect(totals).toMatchObject({ monthlyCost: '2.30', currency: 'EUR' });
  });

  it('are not known without a price', () => {
    const { hypertables, totals } = answer();
    expect(hypertables?.[0]).toMatchObject({ monthlyCost: null, steadyMonthlyCost: null, currency: null });
    expect(totals).toMatchObject({ monthlyCost: null, diskBytes: null, daysToFull: null });
  });

  it('tell when the disk is full, where its size and the growth are known', () => {
    const growing = { growthPerDay: () => 5 * GIB };
    expect(answer({ diskBytes: 100 * GIB }, growing).totals).toMatchObject({
      usedBytes: 40 * GIB,
      daysToFull: 12,
    });
    expect(answer({ diskBytes: 100 * GIB }).totals?.daysToFull).toBeNull();
    expect(answer({}, growing).totals?.daysToFull).toBeNull();
  });
});
