import { describe, expect, it } from 'vitest';
import { jobsAnswer as schema } from '@/lib/api/jobs-schema';
import type { Row } from '@/lib/collect/snapshot';
import type { JobRun } from '@/lib/history/job-runs';
import { NOW_MS, server, snapshotOf } from '@/lib/rules/testing/context';
import { hypertable } from '@/lib/rules/testing/hypertable-rows';
import { job } from '@/lib/rules/testing/job-rows';
import { settings } from '@/lib/rules/testing/setting-rows';
import { jobsAnswer } from './jobs';
import { onTheWire, view } from './testing/view';

const LOGGING = 'timescaledb.enable_job_execution_logging';
const complete = {
  hypertables: [hypertable()],
  jobs: [],
  jobErrors: [],
  jobHistory: [],
  settings: [
    ...settings({ max_worker_processes: 32, 'timescaledb.max_background_workers': 16 }),
    ...settings({ [LOGGING]: 0 }).map((row) => ({ ...row, setting: 'on' })),
  ],
};
type Rows = Parameters<typeof snapshotOf>[0];

const answerOf = (over: Rows, kept: readonly JobRun[] | null = []) =>
  onTheWire(schema, jobsAnswer(view(snapshotOf({ ...complete, ...over })), kept));
const jobOf = (over: Partial<Row<'jobs'>>) => answerOf({ jobs: [job(over)] }).jobs?.[0];
const crashed = {
  lastRunSucceeded: false,
  lastFinishedAt: null,
  nextStartAt: null,
  nextStartUnset: true,
};
const at = (secondsAgo: number) => new Date(NOW_MS - secondsAgo * 1_000).toISOString();

describe('a job in the answer', () => {
  it.each([
    ['policy_compression', 1_000, 'columnstore'],
    ['policy_retention', 1_000, 'retention'],
    ['policy_refresh_continuous_aggregate', 1_000, 'refresh'],
    ['policy_reorder', 1_000, 'reorder'],
    ['policy_telemetry', 1, 'telemetry'],
    ['policy_job_stat_history_retention', 3, 'internal'],
  ])('knows %s with the id %i as %s', (procedureName, jobId, kind) => {
    expect(jobOf({ procedureName, jobId })?.kind).toBe(kind);
  });

  it('does not take a procedure of the user for a policy because of its name', () => {
    expect(jobOf({ procedureSchema: 'public', procedureName: 'policy_retention' })?.kind).toBe('custom');
  });

  it.each<[string, Partial<Row<'jobs'>>]>([
    ['succeeded', {}],
    ['failed', { lastRunSucceeded: false }],
    ['running', { isRunning: true, lastRunSucceeded: false, nextStartAt: null, nextStartUnset: true }],
    // Its run began and has no worker any more.
    ['stuck', { ...crashed, lastStartedAt: at(601) }],
    ['failed', { ...crashed, lastStartedAt: at(600) }],
    ['failed', { ...crashed, nextStartUnset: false, nextStartAt: at(-60) }],
    ['paused', { ...crashed, scheduled: false }],
    ['paused', { scheduled: false }],
    ['paused', { scheduled: false, lastRunSucceeded: false }],
    ['never-run', { hasStatistics: false, totalRuns: null, lastRunSucceeded: null }],
    // A next start was set by hand before the first run.
    ['never-run', { totalRuns: 0, lastRunSucceeded: null }],
  ])('is %s', (status, over) => {
    expect(jobOf(over)?.status).toBe(status);
  });

  it('is not known to be stuck on a standby, which does not see the workers of its primary', () => {
    const snapshot = snapshotOf({ ...complete, jobs: [job(crashed)] });
    const standby = { ...snapshot, server: server({ inRecovery: true }) };
    expect(onTheWire(schema, jobsAnswer(view(standby), [])).jobs?.[0]?.status).toBe('unknown');
  });

  it('is not known to have never run where its runner may leave no record', () => {
    const snapshot = snapshotOf({ ...complete, jobs: [job({ hasStatistics: false, totalRuns: null })] });
    const embedded = { ...snapshot, server: server({ engine: 'embedded' }) };
    const { jobs, workers } = onTheWire(schema, jobsAnswer(view(embedded), []));
    expect(jobs?.[0]?.status).toBe('unknown');
    expect(workers).toMatchObject({ runningNow: null, scheduledJobs: 1 });
  });

  it('names its hypertable and its newest error', () => {
    const error = { jobId: 1000, sqlState: '08001', startedAt: at(10), finishedAt: at(9) };
    const [mine, other] =
      answerOf({
        jobs: [job(), job({ jobId: 1001, hypertableId: null })],
        jobErrors: [
          { ...error, message: 'newest' },
          { ...error, message: 'older', startedAt: at(99), finishedAt: at(98) },
        ],
      }).jobs ?? [];
    expect(mine).toMatchObject({
      hypertable: { schema: 'public', name: 'metrics' },
      lastError: { at: at(9), sqlState: '08001', message: 'newest' },
    });
    expect(other).toMatchObject({ hypertable: null, lastError: null });
  });
});

describe('the workers', () => {
  it('are told by the settings and by who runs now', () => {
    const jobs = [job({ isRunning: true }), job({ jobId: 1001 }), job({ jobId: 1002, scheduled: false })];
    expect(answerOf({ jobs }).workers).toEqual({
      schedulers: 16,
      processes: 32,
      runningNow: 1,
      scheduledJobs: 2,
    });
  });

  it('are not known where nothing was read', () => {
    const answer = onTheWire(schema, jobsAnswer(view(null), null));
    expect(answer.workers).toEqual({
      schedulers: null,
      processes: null,
      runningNow: null,
      scheduledJobs: null,
    });
    expect(answer).toMatchObject({ jobs: null, errors: null, runs: [] });
    expect(answer.missing).toHaveLength(5);
  });
});

describe('runs', () => {
  const logged = {
    jobId: 1,
    startedAt: at(100),
    finishedAt: at(98),
    durationSeconds: 2,
    succeeded: false,
    sqlState: '22012',
    message: 'division by zero',
  };
  const kept = {
    jobId: 1,
    startedAt: at(300),
    finishedAt: at(295),
    succeeded: true,
    sqlState: null,
    message: null,
  };

  it('of the server and of history stand together, the newest first, each once', () => {
    // The statistics name the start of the same run a little later than the log does.
    const twin = { ...kept, startedAt: new Date(NOW_MS - 99_950).toISOString(), succeeded: false };
    const { runs } = answerOf({ jobHistory: [logged] }, [twin, kept, { ...kept, jobId: 2 }]);
    expect(runs.map(({ jobId, startedAt, seenBy }) => [jobId, startedAt, seenBy])).toEqual([
      [1, at(100), 'server'],
      [1, at(300), 'history'],
      [2, at(300), 'history'],
    ]);
    expect(runs[1]?.durationSeconds).toBe(5);
  });

  it('keep the words of an error when history has both tellings', () => {
    const { durationSeconds: _, ...known } = logged;
    const { runs } = answerOf({}, [{ ...known, message: null, sqlState: null }, known]);
    expect(runs.map(({ message }) => message)).toEqual(['division by zero']);
  });

  it('of one job that follow each other closely are two', () => {
    const { runs } = answerOf({}, [kept, { ...kept, startedAt: new Date(NOW_MS - 299_700).toISOString() }]);
    expect(runs).toHaveLength(2);
  });

  it('are at most two thousand', () => {
    const many = Array.from({ length: 2_100 }, (_, n) => ({ ...kept, startedAt: at(n) }));
    const { runs } = answerOf({}, many);
    expect(runs).toHaveLength(2_000);
    expect(runs[0]?.startedAt).toBe(at(0));
  });

  it('say why some are missing, and nothing when none is known to be', () => {
    expect(answerOf({}).runsLimit).toBeNull();
    expect(answerOf({}, null).runsLimit).toContain('History is not available');
    const off = settings({ [LOGGING]: 0 }).map((row) => ({ ...row, setting: 'off' }));
    expect(answerOf({ settings: off }).runsLimit).toContain(`${LOGGING} is off`);
    const snapshot = snapshotOf(complete);
    const hidden = {
      ...snapshot,
      artifacts: {
        ...snapshot.artifacts,
        jobHistory: { status: 'unavailable' as const, reason: 'TimescaleDB keeps it from version 2.15' },
      },
    };
    expect(jobsAnswer(view(hidden), []).runsLimit).toBe('TimescaleDB keeps it from version 2.15.');
  });
});

describe('error texts', () => {
  it('say why they may be hidden, and nothing to a role that sees all', () => {
    expect(answerOf({}).errorsLimit).toBeNull();
    const snapshot = snapshotOf(complete);
    const partly = { reason: 'only members of the owner’s role see them' };
    const jobErrors = { status: 'ok' as const, rows: [], collectedAt: at(0), tookMs: 1, partly };
    const hidden = { ...snapshot, artifacts: { ...snapshot.artifacts, jobErrors } };
    expect(jobsAnswer(view(hidden), []).errorsLimit).toBe(partly.reason);
  });
});
