import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, chunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { refresh } from '../testing/job-rows';
import rule from './real-time-tail-large';

type Artifacts = Parameters<typeof rule.check>[0];
const realTime = (over: Parameters<typeof aggregate>[0] = {}) =>
  aggregate({ isMaterializedOnly: false, ...over });
const ending = (days: number, over: Parameters<typeof refresh>[0] = {}) =>
  refresh({
    startOffsetSeconds: 30 * 86_400,
    endOffsetSeconds: days * 86_400,
    config: { mat_hypertable_id: 2, start_offset: '30 days', end_offset: `${days} days` },
    ...over,
  });
/** A gigabyte a day. */
const large = () => dailyChunks(10, (over) => chunk({ ...over, rowTotalBytes: 1_000_000_000 }));
const check = (over: Partial<Artifacts> = {}, contextOver: Parameters<typeof context>[0] = {}) =>
  expectFindings(
    rule.check(
      {
        hypertables: [hypertable(), aggregateHypertable()],
        chunks: large(),
        policies: [ending(2)],
        continuousAggregates: [realTime()],
        ...over,
      },
      context(contextOver),
    ),
  );

describe('continuous-aggregates/real-time-tail-large', () => {
  it('finds a window that ends long ago, and ends it a bucket ago', () => {
    expect(check()).toMatchObject([
      {
        subject: ['public', 'metrics_hourly'],
        severity: 'notice',
        facts: { tailBytes: 2_000_000_000, endOffsetSeconds: 2 * 86_400 },
        advice: {
          precheck: { expect: '2 days — the policy is as it was when this was written' },
          verify: { expect: '1 hour' },
        },
      },
    ]);
  });

  it('counts what a nearer end would spare: a gigabyte, at the scale of the profile', () => {
    expect(check({ policies: [ending(1)] })).toEqual([]);
    expect(check({ policies: [ending(25 / 24)] })).toHaveLength(1);
    const scaled = { profile: { byteThresholdRatio: 0.1 } };
    expect(check({ policies: [ending(1)] }, scaled)).toHaveLength(1);
  });

  it('leaves alone an end of less than twice what is advised', () => {
    const daily = { continuousAggregates: [realTime({ bucketSeconds: 86_400 })] };
    expect(check({ ...daily, policies: [ending(1.9)] })).toEqual([]);
    expect(check({ ...daily, policies: [ending(2)] })).toHaveLength(1);
  });

  it('goes by the policy that ends nearest, and leaves open ends and paused policies alone', () => {
    expect(check({ policies: [ending(5), ending(1 / 24, { jobId: 1003 })] })).toEqual([]);
    expect(check({ policies: [refresh({ endOffsetSeconds: null })] })).toEqual([]);
    expect(check({ policies: [ending(2, { scheduled: false })] })).toEqual([]);
  });

  it('does not apply where all answer with materialised rows only, and does not run without chunks', () => {
    const rows = { hypertables: [], chunks: [], policies: [], continuousAggregates: [aggregate()] };
    expect(rule.check(rows, context())).toHaveProperty('notApplicable');
    const { outcome } = runRule(
      rule,
      snapshotOf({ hypertables: [], policies: [], continuousAggregates: [realTime()] }),
      NOW_MS,
      {},
    );
    expect(outcome.status).toBe('not-run');
  });
});
