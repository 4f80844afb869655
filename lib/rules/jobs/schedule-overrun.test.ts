import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { hypertable } from '../testing/hypertable-rows';
import { job } from '../testing/job-rows';
import rule from './schedule-overrun';

const run = (over: Partial<Row<'jobs'>>, serverOver: Parameters<typeof server>[0] = {}) =>
  rule.check(
    { jobs: [job({ scheduleIntervalSeconds: 3_600, ...over })], hypertables: [hypertable()] },
    context({ server: server(serverOver) }),
  );
const one = (...given: Parameters<typeof run>) => expectFindings(run(...given))[0];
const slow = { averageSuccessSeconds: 2_881, lastRunSeconds: 2_881 };

describe('jobs/schedule-overrun', () => {
  it('leaves a job alone that has a fifth of its time to spare', () => {
    expect(one({})).toBeUndefined();
    expect(one({ averageSuccessSeconds: 2_880, lastRunSeconds: 3_000 })).toBeUndefined();
  });

  it('finds one that has not, with twice its run as the interval', () => {
    expect(one(slow)).toMatchObject({
      subject: ['job', '1000'],
      severity: 'warning',
      title: 'Give the job 1000, Columnstore Policy of public.metrics more time between runs, or less to do',
      facts: { averageSeconds: 2_881, scheduleSeconds: 3_600, busyRatio: 0.8, totalSuccesses: 100 },
      advice: {
        steps: [{ sql: "SELECT alter_job(1000, schedule_interval => INTERVAL '2 hours');" }],
        undo: [{ sql: "SELECT alter_job(1000, schedule_interval => INTERVAL '1 hour');" }],
        deletesData: false,
      },
    });
    expect(one(slow)?.detail).toContain('80 % of the time');
    expect(one({ ...slow, averageSuccessSeconds: 3_700 })?.detail).toContain('it cannot keep that');
  });

  it('rounds to what people set', () => {
    const advised = (average: number, scheduleIntervalSeconds: number) =>
      one({ averageSuccessSeconds: average, lastRunSeconds: average, scheduleIntervalSeconds })?.advice
        ?.steps[0]?.sql;
    expect(advised(9, 10)).toContain("'1 minute'");
    expect(advised(58, 60)).toContain("'2 minutes'");
    expect(advised(20_000, 21_600)).toContain("'12 hours'");
    expect(advised(80_000, 86_400)).toContain("'2 days'");
  });

  it('does not take one long run for many, nor the first ones for what is usual', () => {
    expect(one({ averageSuccessSeconds: 3_000, lastRunSeconds: 10 })).toBeUndefined();
    expect(one({ averageSuccessSeconds: 10, lastRunSeconds: 3_000 })).toBeUndefined();
    expect(one({ averageSuccessSeconds: 3_000, lastRunSeconds: 10, lastRunSucceeded: false })).toBeDefined();
    expect(one({ ...slow, lastRunSeconds: null })).toBeDefined();
    expect(run({ ...slow, totalSuccesses: 4 })).toHaveProperty('notRun');
    expect(one({ ...slow, totalSuccesses: 5 })).toBeDefined();
  });

  it('only notices jobs of users, and leaves TimescaleDB’s own alone', () => {
    const own = { procedureSchema: 'public', procedureName: 'export' };
    expect(one({ ...slow, ...own })?.severity).toBe('notice');
    expect(run({ ...slow, jobId: 3 })).toHaveProperty('notApplicable');
    expect(run({ ...slow, scheduled: false })).toHaveProperty('notApplicable');
  });

  it('gives no SQL whose undo would not be exact, or that the licence refuses', () => {
    const months = {
      scheduleIntervalSeconds: 2_592_000,
      averageSuccessSeconds: 2_592_000,
      lastRunSeconds: 2_592_000,
    };
    expect(one(months)).toBeDefined();
    expect(one(months)?.advice).toBeUndefined();
    const apache = timescale('2.23.0', { license: 'apache' });
    expect(one(slow, { timescale: apache })?.advice).toBeUndefined();
  });

  it('says not-run, not passed, when jobs could not be read', () => {
    expect(runRule(rule, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
