import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import type { Step } from '../rule';
import { context, daysAgo, NOW_MS, secondsAgo, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, chunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { job, refresh } from '../testing/job-rows';
import rule from './lag-high';

const hoursAgo = (hours: number) => daysAgo(hours / 24);
const refreshJob = (over: Parameters<typeof job>[0] = {}) =>
  job({
    jobId: 1002,
    procedureName: 'policy_refresh_continuous_aggregate',
    scheduleIntervalSeconds: 3_600,
    ...over,
  });
const stopped = refreshJob({
  lastSucceededAt: new Date(NOW_MS - 20 * 86_400_000).toISOString(),
  consecutiveFailures: 12,
  lastRunSucceeded: false,
});

const check = (
  over: Partial<Parameters<typeof rule.check>[0]> = {},
  contextOver: Parameters<typeof context>[0] = {},
) =>
  expectFindings(
    rule.check(
      {
        hypertables: [hypertable(), aggregateHypertable()],
        chunks: dailyChunks(30),
        policies: [refresh()],
        continuousAggregates: [aggregate()],
        jobs: [stopped],
        ...over,
      },
      context(contextOver),
    ),
  );
const at = (watermarkUnits: number, over: Partial<Parameters<typeof aggregate>[0]> = {}) => ({
  continuousAggregates: [aggregate({ watermarkUnits, ...over })],
});

describe('continuous-aggregates/lag-high', () => {
  it('is quiet while an aggregate keeps up, and when its watermark is ahead of now', () => {
    expect(check()).toEqual([]);
    expect(check(at(hoursAgo(-1)))).toEqual([]);
  });

  it('allows end_offset, a bucket and three schedules, and speaks past it', () => {
    expect(check(at(hoursAgo(5)))).toEqual([]);
    const [finding] = check(at(hoursAgo(5) - 1_000_000));
    expect(finding).toMatchObject({
      subject: ['public', 'metrics_hourly'],
      severity: 'warning',
      confidence: 'medium',
      facts: {
        lagSeconds: 5 * 3_600 + 1,
        byDesignSeconds: 2 * 3_600,
        scheduleSeconds: 3_600,
        missedChunks: 0,
      },
    });
    expect(finding?.detail).toContain('failed 12 times in a row');
  });

  it('names a stuck job as its cause, and no job that is going to run again', () => {
    const stuck = refreshJob({
      nextStartUnset: true,
      lastStartedAt: secondsAgo(9 * 86_400),
      lastSucceededAt: secondsAgo(9 * 86_400),
    });
    expect(check({ ...at(hoursAgo(9 * 24)), jobs: [stuck] })).toMatchObject([
      {
        detail: expect.stringContaining('Its job 1002 is stuck, and no worker runs it'),
        cause: { rule: 'jobs/not-scheduled', subject: ['job', '1002'] },
      },
    ]);
    expect(check(at(hoursAgo(9 * 24)))[0]).not.toHaveProperty('cause');
  });

  it('believes the refreshes that looked past the watermark and found no rows there', () => {
    const looked = (hours: number) => check(at(hoursAgo(20 * 24), { refreshedUntilUnits: hoursAgo(hours) }));
    expect(looked(5)).toEqual([]);
    expect(looked(6)[0]?.facts.lagSeconds).toBe(6 * 3_600);
    expect(looked(4 * 24)[0]?.facts.missedChunks).toBe(3);
    expect(check(at(hoursAgo(20 * 24), { refreshedUntilUnits: null }))).toHaveLength(1);
  });

  it('allows an end_offset of a month all days of the month', () => {
    const monthly = refresh({ endOffsetSeconds: 30 * 86_400, config: { end_offset: '1 mon' } });
    // From 24 October to 24 November are 31 days; an hour by the bucket, three by the schedule.
    expect(check({ policies: [monthly], chunks: dailyChunks(60), ...at(hoursAgo(31 * 24 + 4)) })).toEqual([]);
    expect(
      check({ policies: [monthly], chunks: dailyChunks(60), ...at(hoursAgo(31 * 24 + 5)) }),
    ).toHaveLength(1);
  });

  it('names the way to spare queries of a real-time aggregate meanwhile', () => {
    const note = (isMaterializedOnly: boolean) =>
      check(at(hoursAgo(9), { isMaterializedOnly }))[0]?.advice?.note;
    expect(note(false)).toContain('materialized_only = true');
    expect(note(true)).not.toContain('materialized_only');
  });

  it('is critical past ten schedules', () => {
    expect(check(at(hoursAgo(12)))[0]?.severity).toBe('warning');
    expect(check(at(hoursAgo(12.1)))[0]?.severity).toBe('critical');
  });

  it('weighs a real-time aggregate one step lower: its answers are slow, not stale', () => {
    const realTime = { isMaterializedOnly: false };
    expect(check(at(hoursAgo(6), realTime))[0]?.severity).toBe('notice');
    expect(check(at(hoursAgo(13), realTime))[0]?.severity).toBe('warning');
  });

  it('proves a lag by whole chunks of the source, even against a job that says it works', () => {
    const [finding] = check({ ...at(daysAgo(10)), jobs: [refreshJob()] });
    expect(finding).toMatchObject({ confidence: 'high', facts: { missedChunks: 9 } });
  });

  it('takes a source without new rows for no lag', () => {
    const chunks = [chunk({ rangeStartUnits: daysAgo(7), rangeEndUnits: daysAgo(0) })];
    expect(check({ ...at(daysAgo(5)), chunks, jobs: [refreshJob()] })).toEqual([]);
    expect(check({ ...at(daysAgo(5)), chunks })).toHaveLength(1);
    const ended = [chunk({ rangeStartUnits: daysAgo(30), rangeEndUnits: daysAgo(20) })];
    expect(check({ ...at(daysAgo(20)), chunks: ended })).toEqual([]);
  });

  it('is quiet within ten minutes, whatever the schedule', () => {
    const fast = refresh({ scheduleIntervalSeconds: 10, endOffsetSeconds: 60 });
    const minutes = (count: number) => ({
      ...at(daysAgo(count / 1_440), { bucketSeconds: 60 }),
      policies: [fast],
    });
    expect(check(minutes(11))).toEqual([]);
    expect(check(minutes(13))).toHaveLength(1);
  });

  it('goes by the policy that keeps the newest part, of several', () => {
    const old = refresh({ jobId: 1005, startOffsetSeconds: null, endOffsetSeconds: 30 * 86_400 });
    expect(check({ ...at(daysAgo(2)), policies: [old, refresh()] })[0]?.facts.byDesignSeconds).toBe(7_200);
    expect(check({ ...at(daysAgo(29)), policies: [old], chunks: dailyChunks(60) })).toEqual([]);
  });

  it('expects all of the source where the policy has no end', () => {
    const open = refresh({ endOffsetSeconds: null, config: { start_offset: '7 days', end_offset: null } });
    expect(check({ ...at(hoursAgo(3)), policies: [open] })).toEqual([]);
    expect(check({ ...at(hoursAgo(3.1)), policies: [open] })).toHaveLength(1);
  });

  it('leaves paused and missing policies and empty aggregates to their own rules', () => {
    expect(check({ ...at(daysAgo(20)), policies: [refresh({ scheduled: false })] })).toEqual([]);
    expect(
      check({ continuousAggregates: [aggregate({ watermarkUnits: null, isNeverMaterialized: true })] }),
    ).toEqual([]);
  });

  it('blames the aggregate below, not the one on top of it', () => {
    const daily = aggregate({
      hypertableId: 3,
      name: 'metrics_daily',
      sourceHypertableId: 2,
      parentHypertableId: 2,
      watermarkUnits: daysAgo(20),
    });
    const subjects = check({
      hypertables: [hypertable(), aggregateHypertable(), aggregateHypertable({ hypertableId: 3 })],
      continuousAggregates: [aggregate({ watermarkUnits: daysAgo(20) }), daily],
      policies: [refresh(), refresh({ hypertableId: 3, jobId: 1006 })],
      chunks: [
        ...dailyChunks(30),
        chunk({ hypertableId: 2, rangeStartUnits: daysAgo(30), rangeEndUnits: daysAgo(10) }),
      ],
    }).map(({ subject }) => subject);
    expect(subjects).toEqual([['public', 'metrics_hourly']]);
  });

  it('refreshes from the watermark in parts that overlap, oldest first', () => {
    const chunks = dailyChunks(60);
    const [finding] = check({ ...at(daysAgo(50)), chunks });
    const sql = finding?.advice?.steps.map((step: Step) => step.sql) ?? [];
    expect(sql).toHaveLength(5);
    expect(sql[0]).toBe(
      `CALL refresh_continuous_aggregate('"public"."metrics_hourly"', '2026-10-05T12:00:00.000Z'::timestamptz, '2026-10-15T12:00:00.000Z'::timestamptz);`,
    );
    expect(sql[1]).toContain(`'2026-10-15T10:00:00.000Z'::timestamptz`);
    expect(sql[4]).toMatch(/\(now\(\) - INTERVAL '1 hour'\)::timestamptz\);$/);
    expect(finding?.advice?.steps[0]?.lock.mode).toBe('RowExclusive');
    const old = { server: server({ timescale: timescale('2.18.2') }) };
    expect(check({ ...at(daysAgo(50)), chunks }, old)[0]?.advice?.steps[0]?.lock.mode).toBe('Exclusive');
  });

  it('works in units of integer time, by the newest chunk of the source', () => {
    const integer = {
      isIntegerTime: true,
      timeColumnType: 'bigint',
      chunkIntervalSeconds: null,
      chunkIntervalUnits: 1_000,
    };
    const ticks = Array.from({ length: 10 }, (_, n) =>
      chunk({ chunkId: n + 1, rangeStartUnits: n * 1_000, rangeEndUnits: (n + 1) * 1_000 }),
    );
    const artifacts = (watermarkUnits: number) => ({
      hypertables: [hypertable(integer), aggregateHypertable(integer)],
      chunks: ticks,
      policies: [
        refresh({
          startOffsetSeconds: null,
          startOffsetUnits: 8_000,
          endOffsetSeconds: null,
          endOffsetUnits: 100,
        }),
      ],
      continuousAggregates: [
        aggregate({ bucketSeconds: null, bucketUnits: 100, bucketWidth: '100', watermarkUnits }),
      ],
    });
    expect(check(artifacts(5_800))).toEqual([]);
    const [finding] = check(artifacts(5_700));
    expect(finding).toMatchObject({
      confidence: 'medium',
      facts: { lagUnits: 3_300, byDesignUnits: 200, missedChunks: 1 },
    });
    expect(finding?.advice?.steps.map((step: Step) => step.sql)).toEqual([
      `CALL refresh_continuous_aggregate('"public"."metrics_hourly"', 5700::bigint, 8900::bigint);`,
    ]);
  });

  it('does not apply without refresh policies, and does not run without chunks', () => {
    const nothing = { hypertables: [], chunks: [], policies: [], continuousAggregates: [], jobs: null };
    expect(rule.check(nothing, context())).toHaveProperty('notApplicable');
    const { outcome } = runRule(rule, snapshotOf({ hypertables: [], policies: [refresh()] }), NOW_MS, {});
    expect(outcome.status).toBe('not-run');
  });
});
