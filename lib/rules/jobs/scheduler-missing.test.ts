import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, hypertable } from '../testing/hypertable-rows';
import { backgroundWorkers, job, refresh, retention } from '../testing/job-rows';
import rule from './scheduler-missing';

type Artifacts = Parameters<typeof rule.check>[0];
const run = (over: Partial<Artifacts>, serverOver: Parameters<typeof server>[0] = {}) =>
  rule.check(
    {
      jobs: [job()],
      backgroundWorkers: [backgroundWorkers()],
      settings: [],
      policies: [],
      hypertables: [],
      continuousAggregates: [],
      ...over,
    },
    context({ server: server(serverOver) }),
  );
const check = (...given: Parameters<typeof run>) => expectFindings(run(...given));
const at = (secondsAgo: number) => new Date(NOW_MS - secondsAgo * 1_000).toISOString();
const without = (over: Parameters<typeof backgroundWorkers>[0] = {}) => ({
  backgroundWorkers: [backgroundWorkers({ schedulers: 0, ...over })],
});
const preloaded = (setting: string): Artifacts['settings'] => [
  {
    name: 'shared_preload_libraries',
    setting,
    unit: null,
    category: 'test',
    context: 'postmaster',
    valueType: 'string',
    source: 'configuration file',
    isFromAlterSystem: false,
    bootValue: '',
    allowedValues: null,
    isPendingRestart: false,
  },
];

describe('jobs/scheduler-missing', () => {
  it('is quiet where the scheduler is there, also while its launcher is started again', () => {
    expect(check({})).toEqual([]);
    expect(check({ backgroundWorkers: [backgroundWorkers({ launchers: 0 })] })).toEqual([]);
  });

  it('does not apply where no worker runs jobs anyway', () => {
    expect(run(without(), { engine: 'embedded' })).toHaveProperty('notApplicable');
    expect(run(without(), { inRecovery: true })).toEqual({ notApplicable: 'On a standby no job runs' });
    expect(run({ ...without(), jobs: [] })).toHaveProperty('notApplicable');
    expect(run({ ...without(), jobs: [job({ scheduled: false })] })).toHaveProperty('notApplicable');
  });

  it('cannot tell right after a start, nor without having looked', () => {
    expect(run(without({ serverStartedAt: at(179) }))).toHaveProperty('notRun');
    expect(run(without({ serverStartedAt: at(180) }))).toHaveLength(1);
    expect(run({ backgroundWorkers: null })).toHaveProperty('notRun');
  });

  it('is critical: no job runs, and none fails', () => {
    const jobs = [job({ jobId: 1 }), job(), job({ jobId: 1001, lastStartedAt: null })];
    expect(check({ ...without(), jobs })[0]).toMatchObject({
      subject: ['database', 'app'],
      severity: 'critical',
      title: 'Start the scheduler of background jobs in app',
      facts: { schedulers: 0, launchers: 1, waitingJobs: 3, sinceStartSeconds: 3_610 },
      advice: {
        steps: [{ sql: 'SELECT _timescaledb_functions.start_background_workers();' }],
        undo: [{ sql: 'SELECT _timescaledb_functions.stop_background_workers();' }],
        verify: { expect: '1 — the scheduler of this database' },
        role: 'superuser',
        deletesData: false,
      },
    });
    expect(check({ ...without(), jobs: [job({ jobId: 3 })] })[0]?.severity).toBe('notice');
  });

  it('says what its start lets retention do', () => {
    const jobs = [job({ procedureName: 'policy_retention' })];
    const advice = check({ ...without(), jobs })[0]?.advice;
    expect(advice?.deletesData).toBe(true);
    expect(advice?.note).toContain('delete chunks');
  });

  it('starts no retention that would let refreshes delete history', () => {
    const [finding] = check({
      ...without(),
      jobs: [job({ jobId: 1001, procedureName: 'policy_retention' })],
      hypertables: [hypertable(), aggregateHypertable()],
      policies: [retention(), refresh({ startOffsetSeconds: null })],
      continuousAggregates: [aggregate()],
    });
    expect(finding?.detail).toContain('narrow their windows first');
    expect(finding?.advice).toBeUndefined();
  });

  it('calls the function by the name it had before 2.12', () => {
    const [finding] = check(without(), { timescale: timescale('2.11.2') });
    expect(finding?.advice?.steps[0]?.sql).toBe('SELECT _timescaledb_internal.start_background_workers();');
  });

  it('gives no SQL where it would not help: without a launcher, and while restoring', () => {
    const [unloaded] = check({ ...without({ launchers: 0 }), settings: preloaded('pg_stat_statements') });
    expect(unloaded?.detail).toContain('does not name timescaledb');
    expect(unloaded?.advice).toBeUndefined();
    const [ended] = check({ ...without({ launchers: 0 }), settings: preloaded('timescaledb') });
    expect(ended?.detail).toContain('restart of PostgreSQL starts both');
    const [restoring] = check(without({ isRestoring: true }));
    expect(restoring?.detail).toContain('timescaledb_post_restore()');
    expect(restoring?.advice).toBeUndefined();
  });

  it('says not-run, not passed, when jobs could not be read', () => {
    const snapshot = snapshotOf({ backgroundWorkers: [backgroundWorkers({ schedulers: 0 })] });
    expect(runRule(rule, snapshot, NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
