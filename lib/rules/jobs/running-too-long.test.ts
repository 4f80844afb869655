import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { hypertable } from '../testing/hypertable-rows';
import { job } from '../testing/job-rows';
import rule from './running-too-long';

const at = (secondsAgo: number) => new Date(NOW_MS - secondsAgo * 1_000).toISOString();
const run = (seconds: number, over: Partial<Row<'jobs'>>, serverOver: Parameters<typeof server>[0] = {}) =>
  rule.check(
    {
      jobs: [
        job({
          isRunning: true,
          lastStartedAt: at(seconds),
          nextStartUnset: true,
          scheduleIntervalSeconds: 3_600,
          averageSuccessSeconds: 60,
          ...over,
        }),
      ],
      hypertables: [hypertable()],
    },
    context({ server: server(serverOver) }),
  );
const one = (...given: Parameters<typeof run>) => expectFindings(run(...given))[0];

describe('jobs/running-too-long', () => {
  it('gives a run its schedule and three times its usual time', () => {
    expect(one(3_600, {})).toBeUndefined();
    expect(one(3_601, {})).toMatchObject({
      subject: ['job', '1000'],
      severity: 'warning',
      confidence: 'high',
      title: 'Look at what the job 1000, Columnstore Policy of public.metrics waits for',
      facts: { runningSeconds: 3_601, averageSeconds: 60, scheduleSeconds: 3_600, limitSeconds: 0 },
    });
    expect(one(6_000, { averageSuccessSeconds: 2_000 })).toBeUndefined();
    expect(one(6_001, { averageSuccessSeconds: 2_000 })).toBeDefined();
  });

  it('waits for ten minutes where a job runs every few seconds', () => {
    const often = { scheduleIntervalSeconds: 10, averageSuccessSeconds: 1 };
    expect(one(600, often)).toBeUndefined();
    expect(one(601, often)).toBeDefined();
  });

  it('finds six hours long, unless that is usual or the job has a limit of its own', () => {
    const daily = { scheduleIntervalSeconds: 86_400 };
    expect(one(21_600, daily)).toBeUndefined();
    expect(one(21_601, daily)).toBeDefined();
    expect(one(21_601, { ...daily, averageSuccessSeconds: 8_000 })).toBeUndefined();
    expect(one(24_001, { ...daily, averageSuccessSeconds: 8_000 })).toBeDefined();
    expect(one(21_601, { ...daily, maxRuntimeSeconds: 43_200 })).toBeUndefined();
  });

  it('gives a first run hours, as it catches up with all that was there before', () => {
    const first = { averageSuccessSeconds: null, totalSuccesses: 0, scheduleIntervalSeconds: 60 };
    expect(one(21_600, first)).toBeUndefined();
    expect(one(21_601, first)?.detail).toContain('never succeeded before');
    expect(one(21_601, { ...first, maxRuntimeSeconds: 30_000 })).toBeUndefined();
  });

  it('asks what the run waits for before it cancels that', () => {
    const advice = one(3_601, {})?.advice;
    expect(advice?.precheck?.sql).toContain('pg_blocking_pids(pid)');
    expect(advice?.steps.map(({ sql }) => sql)).toEqual([
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND leader_pid IS NULL AND application_name = 'Columnstore Policy [1000]';`,
    ]);
    expect(advice?.undo).toHaveProperty('impossible');
    expect(one(3_601, { procedureName: 'policy_refresh_continuous_aggregate' })?.advice?.worsens).toContain(
      'What this refresh has done is lost',
    );
  });

  it('is less sure where a client may be taken for the worker, and only notices jobs of users', () => {
    expect(one(3_601, {}, { isMonitor: false })?.confidence).toBe('medium');
    expect(one(3_601, { procedureSchema: 'public' })?.severity).toBe('notice');
  });

  it('does not count one that does not run, nor one whose start is not known', () => {
    expect(one(90_000, { isRunning: false })).toBeUndefined();
    expect(one(0, { lastStartedAt: null })).toBeUndefined();
    expect(run(90_000, {}, { engine: 'embedded' })).toHaveProperty('notApplicable');
    expect(rule.check({ jobs: [], hypertables: [] }, context())).toHaveProperty('notApplicable');
  });

  it('says not-run, not passed, when jobs could not be read', () => {
    expect(runRule(rule, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
