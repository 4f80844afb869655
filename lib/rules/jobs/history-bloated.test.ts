import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { job } from '../testing/job-rows';
import { settings } from '../testing/setting-rows';
import rule from './history-bloated';

type Artifacts = Parameters<typeof rule.check>[0];
const storage = (totalBytes: number): Row<'jobHistoryStorage'> => ({
  schema: '_timescaledb_internal',
  name: 'bgw_job_stat_history',
  totalBytes,
  estimatedRows: 2_000_000,
});
const retention = (over: Partial<Row<'jobs'>> = {}) =>
  job({
    jobId: 3,
    procedureName: 'policy_job_stat_history_retention',
    config: { drop_after: '1 month', max_successes_per_job: 1_000, max_failures_per_job: 1_000 },
    ...over,
  });
const logging = settings({ 'timescaledb.enable_job_execution_logging': 1 }).map((row) => ({
  ...row,
  setting: 'on',
}));
const run = (over: Partial<Artifacts>, contextOver: Parameters<typeof context>[0] = {}) =>
  rule.check(
    { jobHistoryStorage: [storage(2_000_000_000)], jobs: [retention()], settings: [], ...over },
    context(contextOver),
  );
const one = (...given: Parameters<typeof run>) => expectFindings(run(...given))[0];
const steps = (...given: Parameters<typeof run>) =>
  one(...given)?.advice?.steps.map(({ sql }): string => sql);

describe('jobs/history-bloated', () => {
  it('is quiet up to a gigabyte, and up to a tenth of it where successes are logged', () => {
    expect(one({ jobHistoryStorage: [storage(1_000_000_000)] })).toBeUndefined();
    expect(one({ jobHistoryStorage: [storage(1_000_000_001)] })).toBeDefined();
    expect(one({ jobHistoryStorage: [storage(100_000_000)], settings: logging })).toBeUndefined();
    expect(one({ jobHistoryStorage: [storage(100_000_001)], settings: logging })?.detail).toContain(
      'Successful runs are logged too',
    );
    expect(one({ jobHistoryStorage: [storage(100_000_001)], settings: null })).toBeUndefined();
  });

  it('keeps a week and a hundred runs of each job, and puts the configuration back', () => {
    const finding = one({});
    expect(finding).toMatchObject({
      subject: ['_timescaledb_internal', 'bgw_job_stat_history'],
      severity: 'warning',
      facts: { historyBytes: 2_000_000_000, historyRows: 2_000_000, sinceRetentionSeconds: 3_600 },
      advice: { deletesData: true, verify: { expect: 'true' } },
    });
    expect(steps({})).toHaveLength(4);
    expect(steps({})?.at(-1)).toBe('CALL run_job(3);');
    expect(finding?.advice?.undo).toMatchObject([
      {
        sql: `SELECT alter_job(3, config => '{"drop_after":"1 month","max_successes_per_job":1000,"max_failures_per_job":1000}'::jsonb);`,
      },
    ]);
    expect(finding?.detail).toContain('Job 3 shortens it to 1 month');
  });

  it('gives the space back where its retention only deletes rows, and counts runs where that does', () => {
    const at = (version: Parameters<typeof timescale>[0]) =>
      steps({}, { server: server({ timescale: timescale(version) }) });
    expect(at('2.26.4')).toHaveLength(4);
    expect(at('2.27.0')).toHaveLength(5);
    expect(at('2.27.0')?.at(-1)).toBe('VACUUM (FULL) "_timescaledb_internal"."bgw_job_stat_history";');
    expect(at('2.22.1')).toHaveLength(2);
    expect(at('2.21.0')).toHaveLength(3);
  });

  it('resumes a retention that is paused, and says when it never succeeded or is not there', () => {
    const paused = one({ jobs: [retention({ scheduled: false })] });
    expect(paused?.advice?.steps[0]?.sql).toBe('SELECT alter_job(3, scheduled => true);');
    expect(paused?.advice?.undo).toHaveLength(2);
    expect(paused?.detail).toContain('is paused');
    expect(one({ jobs: [retention({ lastSucceededAt: null })] })?.detail).toContain('never succeeded');
    expect(one({ jobs: [job()] })?.detail).toContain('is not there');
    expect(one({ jobs: [job()] })?.advice).toBeUndefined();
  });

  it('knows the table and the job that there were until 2.14', () => {
    const errors = { ...storage(2_000_000_000), name: 'job_errors' };
    const old = retention({
      jobId: 2,
      procedureName: 'policy_job_error_retention',
      config: { drop_after: '1 month' },
    });
    const at = { server: server({ timescale: timescale('2.14.2') }) };
    expect(steps({ jobHistoryStorage: [errors], jobs: [old] }, at)).toEqual([
      expect.stringContaining('"7 days"'),
      'CALL run_job(2);',
      'VACUUM (FULL) "_timescaledb_internal"."job_errors";',
    ]);
  });

  it('measures at the scale of the profile', () => {
    const small = { jobHistoryStorage: [storage(2_000_000)] };
    expect(one(small, { profile: { byteThresholdRatio: 0.001 } })).toBeDefined();
    expect(one(small)).toBeUndefined();
  });

  it('does not apply without a history, and is not run when its size could not be read', () => {
    expect(run({ jobHistoryStorage: [] })).toHaveProperty('notApplicable');
    expect(runRule(rule, snapshotOf({ jobs: [] }), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
