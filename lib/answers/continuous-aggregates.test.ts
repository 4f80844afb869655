import { describe, expect, it } from 'vitest';
import { continuousAggregatesAnswer as schema } from '@/lib/api/continuous-aggregates-schema';
import type { Row } from '@/lib/collect/snapshot';
import { daysAgo, snapshotOf } from '@/lib/rules/testing/context';
import {
  aggregate,
  aggregateHypertable,
  chunk,
  dailyChunks,
  hypertable,
} from '@/lib/rules/testing/hypertable-rows';
import { job, policy, refresh, retention } from '@/lib/rules/testing/job-rows';
import { continuousAggregatesAnswer } from './continuous-aggregates';
import { onTheWire, view } from './testing/view';

const healthy = {
  hypertables: [hypertable(), aggregateHypertable()],
  chunks: [...dailyChunks(3), chunk({ chunkId: 9, hypertableId: 2, rowTotalBytes: 500 })],
  policies: [refresh()],
  jobs: [job({ jobId: 1002, lastRunSucceeded: false })],
  continuousAggregates: [aggregate()],
};

const answerOf = (over: Parameters<typeof snapshotOf>[0]) =>
  onTheWire(schema, continuousAggregatesAnswer(view(snapshotOf({ ...healthy, ...over }))));
const rowOf = (over: Parameters<typeof snapshotOf>[0]) => answerOf(over).aggregates?.[0];

describe('an aggregate in the answer', () => {
  it('says what it reads, how far it has got, and what it weighs', () => {
    expect(rowOf({})).toMatchObject({
      source: { schema: 'public', name: 'metrics', hypertableId: 1, kind: 'hypertable' },
      depth: 0,
      isRealTime: false,
      lagSeconds: 7_200,
      lagUnits: null,
      presentUnits: daysAgo(0),
      sourceNewestUnits: daysAgo(0),
      totalBytes: 500,
      sourceBytes: 300_000_000,
      chunkCount: 1,
      conflicts: [],
    });
  });

  it('has each policy that meets on it in its place on the axis', () => {
    const row = rowOf({
      policies: [
        refresh(),
        retention({ jobId: 1, afterSeconds: 30 * 86_400 }),
        policy({ jobId: 2, hypertableId: 1 }),
        retention({ jobId: 3, hypertableId: 2, afterSeconds: 365 * 86_400 }),
        policy({ jobId: 4, hypertableId: 2, afterSeconds: 10 * 86_400 }),
      ],
    });
    expect(row).toMatchObject({
      refresh: { jobId: 1002, fromUnits: daysAgo(7), toUnits: daysAgo(1 / 24), lastRun: 'failed' },
      sourceRetention: { jobId: 1, fromUnits: null, toUnits: daysAgo(30) },
      sourceColumnstore: { jobId: 2, toUnits: daysAgo(7) },
      ownRetention: { jobId: 3, toUnits: daysAgo(365) },
      ownColumnstore: { jobId: 4, toUnits: daysAgo(10), nextStartAt: null },
    });
  });

  it('shows of several refreshes the one that reaches back farthest', () => {
    const far = refresh({ jobId: 7, startOffsetSeconds: null });
    expect(rowOf({ policies: [refresh(), far] })?.refresh?.jobId).toBe(7);
    expect(rowOf({ policies: [far, refresh()] })?.refresh).toMatchObject({ jobId: 7, fromUnits: null });
  });

  it('counts integer time in its units, from the newest chunk of its root', () => {
    const integers = { isIntegerTime: true, timeColumnType: 'bigint', chunkIntervalSeconds: null };
    const row = rowOf({
      hypertables: [hypertable(integers), aggregateHypertable(integers)],
      continuousAggregates: [
        aggregate({ bucketSeconds: null, bucketUnits: 100, bucketWidth: '100', watermarkUnits: 1_500 }),
      ],
      policies: [],
      chunks: [
        chunk({ rangeStartUnits: 1_000, rangeEndUnits: 2_000 }),
        chunk({ rangeStartUnits: 2_000, rangeEndUnits: 3_000 }),
      ],
    });
    expect(row).toMatchObject({
      isIntegerTime: true,
      presentUnits: 2_000,
      lagUnits: 500,
      lagSeconds: null,
      refresh: null,
    });
  });

  it('does not lag behind a quiet source that refreshes have looked at', () => {
    const refreshedUntilUnits = daysAgo(2 / 24);
    const row = rowOf({
      continuousAggregates: [aggregate({ watermarkUnits: daysAgo(20), refreshedUntilUnits })],
    });
    expect(row).toMatchObject({ lagSeconds: 7_200, watermarkUnits: daysAgo(20), refreshedUntilUnits });
  });

  it('has no lag while nothing is materialised', () => {
    const row = rowOf({
      continuousAggregates: [aggregate({ watermarkUnits: null, isNeverMaterialized: true })],
    });
    expect(row).toMatchObject({ lagSeconds: null, lagUnits: null, isNeverMaterialized: true });
    expect(row?.findings.map(({ rule }) => rule)).toContain('continuous-aggregates/never-materialized');
  });

  it('does not take for none what could not be read', () => {
    const { continuousAggregates } = healthy;
    const answer = onTheWire(schema, continuousAggregatesAnswer(view(snapshotOf({ continuousAggregates }))));
    expect(answer.aggregates?.[0]).toMatchObject({
      source: null,
      totalBytes: null,
      sourceBytes: null,
      chunkCount: null,
      sourceNewestUnits: null,
    });
    expect(answer.missing.map(({ artifact }) => artifact)).toEqual([
      'hypertables',
      'chunks',
      'policies',
      'jobs',
    ]);
    expect(onTheWire(schema, continuousAggregatesAnswer(view(null))).aggregates).toBeNull();
  });
});

describe('policies that work against each other', () => {
  it('meet between the reach of the refresh and what retention keeps of the source', () => {
    const row = rowOf({ policies: [refresh(), retention({ afterSeconds: 3 * 86_400 })] });
    expect(row?.conflicts).toMatchObject([
      { kind: 'retention', on: 'source', fromUnits: daysAgo(7), toUnits: daysAgo(3) },
    ]);
    expect(row?.conflicts[0]?.detail).toContain('reaches back');
  });

  it('meet where the refresh reaches what the columnstore has converted; to the first row without a start', () => {
    const columnstore = policy({ jobId: 5, hypertableId: 2, afterSeconds: 3 * 86_400 });
    const conflicts = rowOf({ policies: [refresh({ startOffsetSeconds: null }), columnstore] })?.conflicts;
    expect(conflicts).toMatchObject([
      { kind: 'columnstore', on: 'own', fromUnits: null, toUnits: daysAgo(3) },
    ]);
  });
});

describe('a hierarchy', () => {
  const daily = aggregate({
    hypertableId: 3,
    name: 'metrics_daily',
    sourceHypertableId: 2,
    parentHypertableId: 2,
    bucketSeconds: 86_400,
    watermarkUnits: daysAgo(2),
  });
  const storage: Row<'hypertables'> = aggregateHypertable({ hypertableId: 3, name: 'metrics_daily' });

  it('puts parents before their children, and names the aggregate that each is built on', () => {
    const { aggregates } = answerOf({
      hypertables: [...healthy.hypertables, storage],
      continuousAggregates: [daily, aggregate()],
    });
    expect(aggregates?.map(({ name, depth, source }) => [name, depth, source?.kind])).toEqual([
      ['metrics_hourly', 0, 'hypertable'],
      ['metrics_daily', 1, 'continuous-aggregate'],
    ]);
    // Behind the hourly one, which got to two hours ago.
    expect(aggregates?.[1]?.lagSeconds).toBe(2 * 86_400 - 7_200);
  });
});
