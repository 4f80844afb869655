import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { runRule } from '../judge';
import { context, daysAgo, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { job, refresh, retention } from '../testing/job-rows';
import rule from './failing';

type Artifacts = Parameters<typeof rule.check>[0];
const ask = (over: Partial<Artifacts>, contextOver: Parameters<typeof context>[0] = {}) =>
  rule.check(
    {
      jobs: [job()],
      jobErrors: [],
      policies: [],
      hypertables: [],
      continuousAggregates: [],
      chunks: [],
      ...over,
    },
    context(contextOver),
  );
const check = (...given: Parameters<typeof ask>) => expectFindings(ask(...given));
const at = (secondsAgo: number) => new Date(NOW_MS - secondsAgo * 1_000).toISOString();
const failing = (jobId: number, over: Partial<Row<'jobs'>> = {}) =>
  job({ jobId, consecutiveFailures: 3, lastRunSucceeded: false, lastSucceededAt: at(7_200), ...over });
const error = (jobId: number, over: Partial<Row<'jobErrors'>> = {}): Row<'jobErrors'> => ({
  jobId,
  startedAt: at(600),
  finishedAt: at(599),
  sqlState: '22012',
  message: 'division by zero',
  ...over,
});

describe('jobs/failing', () => {
  it('leaves healthy jobs and single accidents in peace', () => {
    expect(check({})).toEqual([]);
    expect(check({ jobs: [failing(1000, { consecutiveFailures: 2 })], jobErrors: [error(1000)] })).toEqual(
      [],
    );
  });

  it('warns at three failures in a row, with the words of the newest error', () => {
    const older = error(1000, { startedAt: at(9_000), message: 'older' });
    const [finding] = check({
      jobs: [failing(1000)],
      jobErrors: [older, error(1000), error(1001)],
      hypertables: [hypertable()],
    });
    expect(finding).toMatchObject({
      subject: ['job', '1000'],
      severity: 'warning',
      title: 'Mend the job 1000, Columnstore Policy of public.metrics',
      facts: { consecutiveFailures: 3, sinceSuccessSeconds: 7_200, scheduleSeconds: 43_200 },
      impact: { prevents: 'chunks that stay in the row store' },
    });
    expect(finding?.detail).toContain('failed 3 times in a row');
    expect(finding?.detail).toContain('22012 “division by zero”');
  });

  it('does not wait for a third failure of what never worked', () => {
    const never = (consecutiveFailures: number) =>
      check({ jobs: [failing(1000, { consecutiveFailures, lastSucceededAt: null })] });
    expect(never(1)).toEqual([]);
    expect(never(2)[0]?.detail).toContain('failed 2 times in a row, and never succeeded');
  });

  it('is critical at ten, and after a day without a success of a job that runs twice a day', () => {
    const severity = (over: Partial<Row<'jobs'>>) => check({ jobs: [failing(1000, over)] })[0]?.severity;
    expect(severity({ consecutiveFailures: 9 })).toBe('warning');
    expect(severity({ consecutiveFailures: 10 })).toBe('critical');
    expect(severity({ lastSucceededAt: at(86_400) })).toBe('warning');
    expect(severity({ lastSucceededAt: at(86_401) })).toBe('critical');
    expect(severity({ lastSucceededAt: at(86_401), scheduleIntervalSeconds: 43_201 })).toBe('warning');
    expect(severity({ lastSucceededAt: null })).toBe('warning');
  });

  it('only mentions the maintenance of TimescaleDB itself', () => {
    expect(check({ jobs: [failing(1, { consecutiveFailures: 50 })] })[0]?.severity).toBe('notice');
  });

  it('names a job of a user by its procedure', () => {
    const own = {
      applicationName: 'User-Defined Action [1007]',
      procedureSchema: 'app',
      procedureName: 'export',
      hypertableId: null,
    };
    const [finding] = check({ jobs: [failing(1007, own)], hypertables: [hypertable()] });
    expect(finding?.title).toBe('Mend the job 1007, app.export');
  });

  it('counts crashes, but not the one that stands there while a job runs, and gives no SQL that crashes again', () => {
    const crashed = { consecutiveCrashes: 3, lastRunSucceeded: false };
    const [finding] = check({ jobs: [job(crashed)] });
    expect(finding?.detail).toContain('crashed 3 times in a row');
    expect(finding?.detail).toContain('the log of the server');
    expect(finding).not.toHaveProperty('advice');
    expect(check({ jobs: [job({ ...crashed, isRunning: true })] })).toEqual([]);
    expect(check({ jobs: [job({ ...crashed, isRunning: true, consecutiveCrashes: 4 })] })).toHaveLength(1);
    expect(check({ jobs: [job({ ...crashed, consecutiveCrashes: 2 })] })).toEqual([]);
  });

  it('says why it has no error text', () => {
    const detail = (over: Parameters<typeof server>[0]) =>
      check({ jobs: [failing(1000)], jobErrors: [] }, { server: server(over) })[0]?.detail;
    expect(detail({})).toContain('shown to members of app');
    expect(detail({ isSuperuser: true })).toContain('not recorded any more');
    expect(detail({ timescale: timescale('2.23.0', { readsJobRuns: true }) })).toContain(
      'not recorded any more',
    );
    expect(check({ jobs: [failing(1000)], jobErrors: null })).toHaveLength(1);
  });

  it('leaves paused jobs to jobs/not-scheduled', () => {
    expect(check({ jobs: [job({ jobId: 1001 }), failing(1000, { scheduled: false })] })).toEqual([]);
  });

  it('cannot look where no run is recorded or jobs cannot be read, and has nothing to look at without jobs', () => {
    const unrecorded = job({ hasStatistics: false, totalRuns: null });
    expect(ask({ jobs: [unrecorded] })).toHaveProperty('notRun');
    expect(ask({ jobs: [] })).toHaveProperty('notApplicable');
    expect(runRule(rule, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});

describe('the advice', () => {
  it('runs neither refresh nor retention where that deletes the history of an aggregate', () => {
    const advised = (jobId: number, start: number | null) =>
      check({
        jobs: [failing(jobId)],
        policies: [retention(), refresh({ startOffsetSeconds: start })],
        hypertables: [hypertable()],
        continuousAggregates: [aggregate()],
      })[0];
    for (const jobId of [1001, 1002]) {
      expect(advised(jobId, 90 * 86_400)).toHaveProperty('advice');
      expect(advised(jobId, null)).not.toHaveProperty('advice');
      expect(advised(jobId, null)?.detail).toContain('narrow their windows first');
    }
  });

  it('does not run retention over what an aggregate has not read', () => {
    const advised = (watermarkUnits: number) =>
      check({
        jobs: [failing(1001)],
        policies: [retention()],
        hypertables: [hypertable()],
        chunks: dailyChunks(99),
        continuousAggregates: [aggregate({ watermarkUnits })],
      })[0];
    expect(advised(daysAgo(90))).toHaveProperty('advice');
    expect(advised(daysAgo(90.1))).not.toHaveProperty('advice');
    expect(advised(daysAgo(90.1))?.detail).toContain('has not read, for good');
  });

  it('runs the job where its error is seen, then lets a worker run it', () => {
    const [finding] = check({ jobs: [failing(1000)] });
    expect(finding?.advice?.steps.map(({ sql }) => sql)).toEqual([
      'CALL run_job(1000);',
      'SELECT alter_job(1000, next_start => now());',
    ]);
    expect(finding?.advice).toMatchObject({ deletesData: false, role: 'owner of job 1000 (app)' });
    expect(finding?.advice).not.toHaveProperty('precheck');
  });

  it('shows first what a retention job would delete', () => {
    const procedure = { procedureName: 'policy_retention' };
    const artifacts = {
      jobs: [failing(1001, procedure)],
      policies: [retention()],
      hypertables: [hypertable()],
    };
    const [finding] = check(artifacts);
    expect(finding?.advice?.deletesData).toBe(true);
    expect(finding?.advice?.precheck?.sql).toContain('show_chunks');
    const [own] = check({ jobs: [failing(1001, { ...procedure, procedureSchema: 'app' })] });
    expect(own?.advice?.deletesData).toBe(false);
  });

  it('has no undo to offer where no next start is known', () => {
    const undo = (over: Partial<Row<'jobs'>>) => check({ jobs: [failing(1000, over)] })[0]?.advice?.undo;
    expect(undo({})).toHaveLength(1);
    expect(undo({ nextStartAt: null })).toHaveProperty('impossible');
  });

  it('is not given on the Apache licence, which has no jobs', () => {
    const apache = server({ timescale: timescale('2.23.0', { license: 'apache' }) });
    expect(check({ jobs: [failing(1000)] }, { server: apache })[0]).not.toHaveProperty('advice');
  });
});

describe('the incompatibility of a PostgreSQL minor', () => {
  const portal = (jobId: number, over: Partial<Row<'jobErrors'>> = {}) =>
    error(jobId, {
      sqlState: '24000',
      message: 'cannot drop portal "" while it is being set up',
      ...over,
    });
  const ids = [1000, 1001, 1002];
  const jobs = ids.map((jobId) => failing(jobId, { consecutiveFailures: 40 }));
  const known = { server: server({ versionNumber: 150_020, major: 15, version: '15.20' }) };

  it('is one finding about the server, not one about each job', () => {
    const found = check({ jobs, jobErrors: ids.map((id) => portal(id)) });
    expect(found).toMatchObject([
      {
        subject: ['server', 'background-jobs'],
        severity: 'critical',
        confidence: 'high',
        facts: { failingJobs: 3, jobsThatRan: 3 },
      },
    ]);
    expect(found[0]?.title).toContain('17.6 and TimescaleDB 2.23.0');
    expect(found[0]).not.toHaveProperty('advice');
  });

  it('is told at the first failure', () => {
    const once = ids.map((jobId) => failing(jobId, { consecutiveFailures: 1 }));
    expect(check({ jobs: once, jobErrors: ids.map((id) => portal(id)) })).toHaveLength(1);
  });

  it('leaves a job with an error of its own to itself', () => {
    const jobErrors = [portal(1000), portal(1001), error(1002)];
    expect(check({ jobs, jobErrors }).map(({ subject }) => subject[1])).toEqual(['background-jobs', '1002']);
  });

  it('is not the server’s while any job succeeds', () => {
    const jobErrors = ids.map((id) => portal(id, { startedAt: at(600) }));
    const succeeding = (secondsAgo: number) => [
      ...jobs,
      job({ jobId: 1003, lastSucceededAt: at(secondsAgo) }),
    ];
    expect(check({ jobs: succeeding(599), jobErrors })).toHaveLength(3);
    expect(check({ jobs: succeeding(601), jobErrors })[0]?.subject[0]).toBe('server');
  });

  it('is not believed from a single job on a version that is not known for it', () => {
    const one = { jobs: [failing(1000)], jobErrors: [portal(1000)] };
    expect(check(one)[0]?.subject).toEqual(['job', '1000']);
    expect(check(one, known)[0]?.subject).toEqual(['server', 'background-jobs']);
  });

  it('takes failures without a readable text for it when others tell it', () => {
    const found = check({ jobs, jobErrors: [portal(1000), portal(1001)] });
    expect(found).toHaveLength(1);
    expect(found[0]?.facts.failingJobs).toBe(3);
  });

  it('is taken from the version alone where no text can be read and all jobs fail', () => {
    for (const jobErrors of [[], null]) {
      const found = check({ jobs, jobErrors }, known);
      expect(found).toMatchObject([{ subject: ['server', 'background-jobs'], confidence: 'medium' }]);
      expect(found[0]?.detail).toContain('may not read');
    }
    expect(check({ jobs, jobErrors: [] })).toHaveLength(3);
    expect(check({ jobs: [...jobs, job({ jobId: 1003 })], jobErrors: [] }, known)).toHaveLength(3);
    expect(check({ jobs: jobs.slice(1), jobErrors: [] }, known)).toHaveLength(2);
  });

  it('keeps apart, on such a version, the failure whose text says something else', () => {
    const four = [...jobs, failing(1003)];
    expect(check({ jobs: four, jobErrors: [error(1003)] }, known).map(({ subject }) => subject[1])).toEqual([
      'background-jobs',
      '1003',
    ]);
  });
});
