import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate } from '../testing/hypertable-rows';
import { job, refresh } from '../testing/job-rows';
import rule from './refresh-unbatched';

type Version = Parameters<typeof timescale>[0];
type Over = Partial<Parameters<typeof rule.check>[0]>;
const slow = (over: Parameters<typeof job>[0] = {}) =>
  job({
    jobId: 1002,
    scheduleIntervalSeconds: 3_600,
    averageSuccessSeconds: 1_801,
    lastRunSeconds: 1_801,
    ...over,
  });
const ask = (over: Over = {}, version: Version = '2.23.0') =>
  rule.check(
    { continuousAggregates: [aggregate()], policies: [refresh()], jobs: [slow()], ...over },
    context({ server: server({ timescale: timescale(version) }) }),
  );
const check = (...given: Parameters<typeof ask>) => expectFindings(ask(...given));
const batches = (buckets: number) => ({ policies: [refresh({ config: { buckets_per_batch: buckets } })] });

describe('continuous-aggregates/refresh-unbatched', () => {
  it('finds one bucket at a time where runs take half of the time, and is quiet below', () => {
    expect(check()).toMatchObject([
      {
        subject: ['public', 'metrics_hourly', 'job 1002'],
        severity: 'notice',
        facts: { averageRunSeconds: 1_801, scheduleSeconds: 3_600, bucketsPerBatch: 1 },
        advice: {
          precheck: { expect: 'open-ended — the policy is as it was when this was written' },
          verify: { expect: '10' },
        },
      },
    ]);
    expect(check({ jobs: [slow({ averageSuccessSeconds: 600, lastRunSeconds: 1_801 })] })).toEqual([]);
  });

  it('finds runs of more than ten minutes, if the last was one too', () => {
    const daily = { scheduleIntervalSeconds: 86_400, averageSuccessSeconds: 601 };
    expect(check({ jobs: [slow({ ...daily, lastRunSeconds: 601 })] })).toHaveLength(1);
    expect(check({ jobs: [slow({ ...daily, lastRunSeconds: 600 })] })).toEqual([]);
    expect(check({ jobs: [slow({ averageSuccessSeconds: null, lastRunSeconds: null })] })).toEqual([]);
  });

  it('leaves alone what was chosen', () => {
    expect(check(batches(5))).toEqual([]);
    expect(check(batches(0))).toEqual([]);
    expect(check(batches(1))[0]?.advice?.precheck?.expect).toMatch(/^1 — /);
    expect(check({ policies: [refresh({ scheduled: false })] })).toEqual([]);
  });

  it('finds the whole window at once before 2.21', () => {
    expect(check({}, '2.20.3')[0]?.facts.bucketsPerBatch).toBeNull();
    expect(check({}, '2.20.3')[0]?.detail).toContain('one transaction');
    expect(check(batches(1), '2.20.3')).toEqual([]);
  });

  it('does not apply before batches and where ten is the default, and does not run without jobs', () => {
    expect(ask({}, '2.18.2')).toHaveProperty('notApplicable');
    expect(ask({}, '2.25.0')).toHaveProperty('notApplicable');
    const rows = { continuousAggregates: [], policies: [] };
    expect(runRule(rule, snapshotOf(rows), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
