import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { snapshotOf } from '@/lib/rules/testing/context';
import { hypertableIndex } from '@/lib/rules/testing/hypertable-rows';
import { index } from '@/lib/rules/testing/table-rows';
import { replicaScans } from './replica-scans';

const counters = (statsResetAt: string | null) =>
  ({
    serverClockAt: '2026-11-24T12:00:00.000Z',
    serverStartedAt: '2026-11-20T12:00:00.000Z',
    statsResetAt,
  }) as Row<'databaseCounters'>;

describe('the scans of a standby', () => {
  it('are those of each index by its oid, counted since the reset or the start', () => {
    const scans = replicaScans(
      snapshotOf({
        indexes: [index({ indexOid: 7, scans: 3 })],
        hypertableIndexes: [hypertableIndex({ indexOid: 9, scans: 5 })],
        databaseCounters: [counters('2026-11-23T12:00:00.000Z')],
      }),
    );
    expect(scans?.countedSeconds).toBe(86_400);
    expect(scans?.byIndexOid.get(7)).toMatchObject({ scans: 3 });
    expect(scans?.byIndexOid.get(9)).toEqual({ scans: 5, lastScanAt: null });
    expect(scans?.byIndexOid.get(8)).toBeUndefined();
    const outlived = snapshotOf({ indexes: [], databaseCounters: [counters(null)] });
    expect(replicaScans(outlived)?.countedSeconds).toBe(4 * 86_400);
  });

  it('are not known before indexes and counters were read', () => {
    expect(replicaScans(snapshotOf({ indexes: [] }))).toBeNull();
    expect(replicaScans(snapshotOf({ databaseCounters: [counters(null)] }))).toBeNull();
    expect(replicaScans(snapshotOf({ indexes: [], databaseCounters: [] }))).toBeNull();
  });
});
