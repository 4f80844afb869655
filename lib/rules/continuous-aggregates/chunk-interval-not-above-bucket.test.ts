import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, chunk } from '../testing/hypertable-rows';
import { policy, retention } from '../testing/job-rows';
import rule from './chunk-interval-not-above-bucket';

const DAY_SECONDS = 86_400;
type Artifacts = Parameters<typeof rule.check>[0];
const check = (over: Partial<Artifacts> = {}) =>
  expectFindings(
    rule.check(
      {
        hypertables: [aggregateHypertable()],
        continuousAggregates: [aggregate({ bucketSeconds: 10 * DAY_SECONDS })],
        policies: [],
        chunks: [chunk({ hypertableId: 2 })],
        ...over,
      },
      context(),
    ),
  );
const bucketOf = (seconds: number, over = {}) => ({
  continuousAggregates: [aggregate({ bucketSeconds: seconds, ...over })],
});

describe('continuous-aggregates/chunk-interval-not-above-bucket', () => {
  it('is quiet while a chunk is longer than a bucket, and speaks when it is not', () => {
    expect(check(bucketOf(10 * DAY_SECONDS - 1))).toEqual([]);
    expect(check()).toMatchObject([
      {
        subject: ['public', 'metrics_hourly'],
        severity: 'notice',
        facts: { chunkIntervalSeconds: 10 * DAY_SECONDS, bucketSeconds: 10 * DAY_SECONDS, chunks: 1 },
      },
    ]);
  });

  it('proposes a round interval of ten buckets, on the table that holds the rows', () => {
    const { advice } =
      check({ hypertables: [aggregateHypertable({ chunkIntervalSeconds: 3_600 })], ...bucketOf(3_600) })[0] ??
      {};
    expect(advice?.steps[0]?.sql).toBe(
      `SELECT set_chunk_time_interval('"_timescaledb_internal"."_materialized_hypertable_2"', INTERVAL '12 hours');`,
    );
    expect(advice?.undo).toMatchObject([{ sql: expect.stringContaining("INTERVAL '1 hour'") }]);
  });

  it('counts a month at its longest', () => {
    const monthly = bucketOf(30 * DAY_SECONDS, { bucketWidth: '1 mon' });
    const chunks = (days: number) => [aggregateHypertable({ chunkIntervalSeconds: days * DAY_SECONDS })];
    expect(check({ hypertables: chunks(31), ...monthly })).toHaveLength(1);
    expect(check({ hypertables: chunks(32), ...monthly })).toEqual([]);
  });

  it('stays below the ages of its policies, or gives no SQL', () => {
    const hypertables = [aggregateHypertable({ chunkIntervalSeconds: DAY_SECONDS })];
    const kept = (days: number) => retention({ hypertableId: 2, afterSeconds: days * DAY_SECONDS });
    const day = bucketOf(DAY_SECONDS);
    expect(check({ hypertables, policies: [kept(20)], ...day })[0]?.advice?.verify.expect).toContain(
      String(7 * DAY_SECONDS * 1_000_000),
    );
    const early = policy({ hypertableId: 2, afterSeconds: DAY_SECONDS });
    const [finding] = check({ hypertables, policies: [early], ...day });
    expect(finding).not.toHaveProperty('advice');
    expect(finding?.detail).toContain('change these first');
  });

  it('warns where there are many', () => {
    const many = (count: number) =>
      check({ chunks: Array.from({ length: count }, (_, at) => chunk({ chunkId: at, hypertableId: 2 })) })[0]
        ?.severity;
    expect(many(100)).toBe('notice');
    expect(many(101)).toBe('warning');
  });

  it('works in the units of integer time, and leaves alone what it does not know', () => {
    const units = {
      isIntegerTime: true,
      timeColumnType: 'bigint',
      chunkIntervalSeconds: null,
      chunkIntervalUnits: 100,
    };
    const integer = bucketOf(0, { bucketSeconds: null, bucketUnits: 100, bucketWidth: '100' });
    expect(check({ hypertables: [aggregateHypertable(units)], ...integer })[0]?.advice?.verify.expect).toBe(
      '1000 — units',
    );
    expect(check(bucketOf(0, { bucketSeconds: null }))).toEqual([]);
    expect(check({ hypertables: [] })).toEqual([]);
  });

  it('does not apply without aggregates, and does not run without their intervals', () => {
    const nothing = { hypertables: [], continuousAggregates: [], policies: [], chunks: [] };
    expect(rule.check(nothing, context())).toHaveProperty('notApplicable');
    expect(runRule(rule, snapshotOf({ hypertables: [] }), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
