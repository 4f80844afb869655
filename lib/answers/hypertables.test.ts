import { describe, expect, it } from 'vitest';
import { hypertablesAnswer as schema } from '@/lib/api/hypertables-schema';
import type { ProfileSettings } from '@/lib/config/monitored-target';
import { snapshotOf } from '@/lib/rules/testing/context';
import {
  chunk,
  compressedChunk,
  dailyChunks,
  hypertable,
  tablespaces,
} from '@/lib/rules/testing/hypertable-rows';
import { policy, retention } from '@/lib/rules/testing/job-rows';
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

  it('are told by tablespace, now and settled, each line at its price', () => {
    // Twelve of twenty days lie where chunks are moved after eight.
    const moved = artifacts.chunks.map((chunk) => ({
      ...chunk,
      columnTablespace: chunk.chunkId <= 12 ? 'cold' : null,
    }));
    const profile = { ...prices, pricePerTablespaceGibMonth: { cold: '0.02' } };
    const target = { id: 'app', name: 'App', url: 'postgres://', tags: [], profile, demo: null };
    const snapshot = snapshotOf({
      ...artifacts,
      chunks: [...moved, chunk({ chunkId: 99, isTiered: true })],
      tablespaces: tablespaces('cold'),
    });
    const { hypertables, totals } = onTheWire(schema, hypertablesAnswer(view(snapshot, { target })));
    expect(totals?.storage).toMatchObject({
      tiers: [
        // The row parts of all, 24 KiB each, stayed.
        { tablespace: 'cold', chunkCount: 12, rowBytes: 0, monthlyCost: '0.24', pricePerGibMonth: '0.02' },
        { tablespace: 'pg_default', chunkCount: 8, rowBytes: 20 * 24_576, pricePerGibMonth: '0.115' },
      ],
      tieredChunkCount: 1,
      monthlyCost: '1.16',
      currency: 'EUR',
      steadyBasis: 'Each as on its own screen.',
    });
    const [cold, fast] = totals?.storage?.tiers ?? [];
    // The eight newest days are rows, 10 GiB each; 82 or 83 days in the columnstore, 1 GiB each, are cold.
    expect(fast?.steadyBytes).toEqual({ low: 80 * GIB, high: 80 * GIB });
    expect((cold?.steadyBytes?.low ?? 0) / GIB).toBeCloseTo(82, 1);
    expect(cold?.steadyMonthlyCost).toEqual({ low: '1.64', high: '1.66' });
    expect(totals?.storage?.steadyMonthlyCost).toEqual({ low: '10.84', high: '10.86' });
    expect(hypertables?.[0]).toMatchObject({
      monthlyCost: '1.16',
      steadyMonthlyCost: { low: '10.84', high: '10.86' },
    });
  });

  it('count what is not known to settle at its size of today, and nothing at all as nothing', () => {
    const { totals } = onTheWire(
      schema,
      hypertablesAnswer(
        view(
          snapshotOf({
            ...artifacts,
            hypertables: [hypertable(), hypertable({ hypertableId: 2, name: 'kept' })],
            chunks: [
              ...artifacts.chunks,
              chunk({ hypertableId: 2, chunkId: 500, rowTotalBytes: 7 * GIB, rangeStartUnits: 0 }),
            ],
          }),
          { target: { id: 'a', name: 'A', url: 'postgres://', tags: [], profile: prices, demo: null } },
        ),
      ),
    );
    expect(totals?.storage?.steadyBasis).toContain('1 of 2 are not known to settle');
    expect((totals?.storage?.tiers[0]?.steadyBytes?.low ?? 0) / GIB).toBeCloseTo(169, 1);
    expect(answer().totals?.storage).toMatchObject({ monthlyCost: null, steadyMonthlyCost: null });
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
