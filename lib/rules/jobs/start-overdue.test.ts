import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, hypertable } from '../testing/hypertable-rows';
import { backgroundWorkers, job, refresh, retention } from '../testing/job-rows';
import { settings } from '../testing/setting-rows';
import rule from './start-overdue';

type Artifacts = Parameters<typeof rule.check>[0];
const run = (over: Partial<Artifacts>, serverOver: Parameters<typeof server>[0] = {}) =>
  rule.check(
    {
      jobs: [],
      backgroundWorkers: [backgroundWorkers()],
      hypertables: [hypertable()],
      policies: [],
      continuousAggregates: [],
      settings: settings({ 'timescaledb.max_background_workers': 16 }),
      ...over,
    },
    context({ server: server(serverOver) }),
  );
const check = (...given: Parameters<typeof run>) => expectFindings(run(...given));
const at = (seconds: number) => new Date(NOW_MS + seconds * 1_000).toISOString();
const due = (over: Partial<Row<'jobs'>> = {}) => job({ nextStartAt: at(-601), ...over });
const neverRun = (over: Partial<Row<'jobs'>> = {}) =>
  job({
    hasStatistics: false,
    totalRuns: null,
    totalSuccesses: null,
    lastStartedAt: null,
    lastFinishedAt: null,
    lastSucceededAt: null,
    nextStartAt: null,
    averageSuccessSeconds: null,
    ...over,
  });

describe('jobs/start-overdue', () => {
  it('leaves jobs in peace that are due in time to come, or since a moment', () => {
    expect(check({ jobs: [job()] })).toEqual([]);
    expect(check({ jobs: [due({ nextStartAt: at(-600) })] })).toEqual([]);
  });

  it('finds the ones that wait, in one finding, because they wait for the same', () => {
    const jobs = [
      due(),
      due({ jobId: 1001, nextStartAt: at(-7_200) }),
      due({ jobId: 1002 }),
      due({ jobId: 1003 }),
      job({ jobId: 1004, isRunning: true, nextStartAt: null, nextStartUnset: true }),
    ];
    const [finding, ...others] = check({ jobs });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      subject: ['database', 'app'],
      severity: 'warning',
      title: 'Let 4 overdue jobs of app start',
      facts: { overdueJobs: 4, neverStartedJobs: 0, longestWaitSeconds: 7_200, runningJobs: 1, workers: 16 },
      advice: {
        steps: [{ sql: 'SELECT _timescaledb_functions.restart_background_workers();' }],
        undo: { impossible: expect.any(String) },
        deletesData: false,
      },
    });
    expect(finding?.detail).toMatch(
      /job 1001, Columnstore Policy of public.metrics; .* and 1 more\. 1 job runs/,
    );
  });

  it('says that a restart lets retention delete, and only notices jobs of users', () => {
    expect(check({ jobs: [due({ procedureName: 'policy_retention' })] })[0]?.advice?.deletesData).toBe(true);
    expect(check({ jobs: [due({ procedureSchema: 'public', procedureName: 'x' })] })[0]?.severity).toBe(
      'notice',
    );
  });

  it('does not count what is paused, running, stuck, or TimescaleDB’s own', () => {
    const jobs = [
      due({ scheduled: false }),
      due({ jobId: 1001, isRunning: true }),
      due({ jobId: 1002, nextStartAt: null, nextStartUnset: true }),
      due({ jobId: 3 }),
    ];
    expect(check({ jobs })).toEqual([]);
  });

  it('counts one that never ran from the first run of a younger one, as nothing says when it was made', () => {
    const younger = (secondsAgo: number) => job({ jobId: 1001, lastStartedAt: at(-secondsAgo) });
    expect(check({ jobs: [neverRun()] })).toEqual([]);
    expect(check({ jobs: [neverRun({ jobId: 1002 }), younger(86_400)] })).toEqual([]);
    expect(check({ jobs: [neverRun(), younger(600)] })).toEqual([]);
    expect(check({ jobs: [neverRun(), younger(601)] })[0]?.facts).toMatchObject({
      overdueJobs: 1,
      neverStartedJobs: 1,
      longestWaitSeconds: 601,
    });
    // A first start that lies before the job was made, and one that is still to come.
    const since = { initialStartAt: at(-900_000) };
    expect(check({ jobs: [neverRun(since), younger(3_600)] })[0]?.facts.longestWaitSeconds).toBe(3_600);
    expect(check({ jobs: [neverRun({ initialStartAt: at(3_600) }), younger(3_600)] })).toEqual([]);
    expect(check({ jobs: [neverRun({ nextStartInfinite: true }), younger(3_600)] })).toEqual([]);
  });

  it('does not count the time that the server was down', () => {
    const restarted = { backgroundWorkers: [backgroundWorkers({ serverStartedAt: at(-60) })] };
    expect(check({ ...restarted, jobs: [due({ nextStartAt: at(-86_400) })] })).toEqual([]);
  });

  it('is silent where scheduler-missing speaks, and speaks where that could not look', () => {
    expect(check({ jobs: [due()], backgroundWorkers: [backgroundWorkers({ schedulers: 0 })] })).toEqual([]);
    expect(check({ jobs: [due()], backgroundWorkers: null, settings: null })[0]?.facts.workers).toBeNull();
  });

  it('does not apply where no worker runs jobs anyway', () => {
    expect(run({ jobs: [due()] }, { engine: 'embedded' })).toHaveProperty('notApplicable');
    expect(run({ jobs: [due()] }, { inRecovery: true })).toHaveProperty('notApplicable');
    expect(run({ jobs: [] })).toHaveProperty('notApplicable');
  });

  it('starts no retention that would let refreshes delete history', () => {
    const [finding] = check({
      jobs: [due({ jobId: 1001, procedureName: 'policy_retention' })],
      hypertables: [hypertable(), aggregateHypertable()],
      policies: [retention(), refresh({ startOffsetSeconds: null })],
      continuousAggregates: [aggregate()],
    });
    expect(finding?.detail).toContain('narrow their windows first');
    expect(finding?.advice).toBeUndefined();
  });

  it('calls the function by the name it had before 2.12', () => {
    const [finding] = check({ jobs: [due()] }, { timescale: timescale('2.11.2') });
    expect(finding?.advice?.steps[0]?.sql).toContain('_timescaledb_internal.');
  });

  it('says not-run, not passed, when jobs could not be read', () => {
    expect(runRule(rule, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
