import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { job } from '../testing/job-rows';
import { database } from '../testing/server-rows';
import { settings } from '../testing/setting-rows';
import rule from './workers-too-few';

type Artifacts = Parameters<typeof rule.check>[0];

/** As timescaledb-tune sets them on eight processors. */
const TUNED = {
  'timescaledb.max_background_workers': 16,
  max_worker_processes: 27,
  max_parallel_workers: 8,
};
const run = (artifacts: Partial<Artifacts>, over: Parameters<typeof context>[0] = {}) =>
  rule.check(
    { settings: settings(TUNED), databases: [database()], jobs: [job()], ...artifacts },
    context(over),
  );
const check = (...given: Parameters<typeof run>) => expectFindings(run(...given));
const withWorkers = (workers: number, over: Partial<ReturnType<typeof settings>[number]> = {}) =>
  settings({ ...TUNED, 'timescaledb.max_background_workers': workers }).map((row) => ({ ...row, ...over }));
const withProcesses = (processes: number, over: Partial<ReturnType<typeof settings>[number]> = {}) =>
  settings({ ...TUNED, max_worker_processes: processes }).map((row) => ({ ...row, ...over }));
const at = (seconds: number) => new Date(NOW_MS + seconds * 1_000).toISOString();
const jobsAt = (...seconds: number[]) =>
  seconds.map((start, jobId) => job({ jobId: 1_000 + jobId, nextStartAt: at(start) }));
const databases = (count: number) =>
  Array.from({ length: count }, (_, n) => database({ name: `app_${n}`, isCurrent: n === 0 }));

describe('jobs/workers-too-few', () => {
  it('is quiet on a tuned server', () => {
    expect(check({})).toEqual([]);
  });

  it('does not apply without workers or jobs: on the embedded engine, or with every job paused', () => {
    expect(run({ settings: [] }, { server: server({ engine: 'embedded' }) })).toHaveProperty('notApplicable');
    expect(run({ jobs: [job({ scheduled: false })] })).toHaveProperty('notApplicable');
  });

  it('cannot look where TimescaleDB was not preloaded', () => {
    expect(run({ settings: settings({ max_worker_processes: 8 }) })).toHaveProperty('notRun');
  });

  it('needs a launcher, a scheduler and the jobs that run or wait for a worker now', () => {
    const jobs = [...jobsAt(-7_200, 0, 1, 30), job({ jobId: 2_000, isRunning: true })];
    expect(check({ jobs, settings: withWorkers(5) })).toEqual([]);
    expect(check({ jobs, settings: withWorkers(4) })[0]).toMatchObject({
      subject: ['timescaledb.max_background_workers'],
      severity: 'warning',
      confidence: 'high',
      facts: { workers: 4, neededWorkers: 5, databases: 1, jobsAtOnce: 3 },
    });
  });

  it('counts what keeps workers busy, and leaves starts to come to starts-together', () => {
    const atOnce = (jobs: Artifacts['jobs']) =>
      check({ jobs, settings: withWorkers(0) })[0]?.facts.jobsAtOnce;
    const started = (seconds: number) => (one: ReturnType<typeof job>) => ({
      ...one,
      lastStartedAt: at(seconds),
    });
    expect(atOnce(jobsAt(-7_200, -3_600, 10).map(started(-600)))).toBe(2);
    expect(atOnce(jobsAt(900, 900, 900).map((one) => ({ ...one, isRunning: true })))).toBe(3);
    expect(atOnce(jobsAt(900, 900, 900).map((one) => ({ ...one, averageSuccessSeconds: 40_000 })))).toBe(3);
    expect(atOnce([job({ nextStartAt: null, averageSuccessSeconds: null })])).toBe(1);
  });

  it('does not take what a dead scheduler leaves overdue for need', () => {
    const overdue = (lastStart: number, over: Partial<ReturnType<typeof job>> = {}) =>
      check({
        jobs: jobsAt(-7_200, -7_100, -7_000, 900).map((one) => ({
          ...one,
          lastStartedAt: at(lastStart),
          ...over,
        })),
        settings: withWorkers(0),
      })[0]?.facts.jobsAtOnce;
    expect(overdue(-7_300)).toBe(1);
    expect(overdue(-60)).toBe(3);
    expect(overdue(-7_300, { lastStartedAt: null })).toBe(1);
    expect(overdue(-7_300, { isRunning: true })).toBe(4);
  });

  it('is critical where no job can ever start', () => {
    expect(check({ settings: withWorkers(2) })[0]?.severity).toBe('critical');
    expect(check({ settings: withWorkers(3) })).toEqual([]);
  });

  it('only notices what other databases may need, which cannot be seen from here', () => {
    expect(check({ databases: databases(14) })).toEqual([]);
    expect(check({ databases: databases(20) })[0]).toMatchObject({
      severity: 'notice',
      confidence: 'low',
      facts: { neededWorkers: 22, databases: 20 },
    });
    const closed = databases(20).map((row, n) => ({
      ...row,
      isTemplate: n % 2 === 0,
      allowsConnections: n % 2 === 0,
    }));
    expect(check({ databases: closed })).toEqual([]);
  });

  it('leaves a value within five per cent of the need alone', () => {
    expect(check({ databases: databases(18), settings: withWorkers(19) })).toEqual([]);
    expect(check({ databases: databases(18), settings: withWorkers(18) })).toHaveLength(1);
    expect(check({ settings: withProcesses(23) })).toEqual([]);
    expect(check({ settings: withProcesses(22) })).toHaveLength(1);
  });

  it('finds PostgreSQL’s own default too small for TimescaleDB’s', () => {
    const [finding] = check({ settings: withProcesses(8, { source: 'default' }) });
    expect(finding).toMatchObject({
      subject: ['max_worker_processes'],
      severity: 'warning',
      facts: { workers: 8, neededWorkers: 24, parallelWorkers: 8 },
      advice: {
        steps: [{ sql: 'ALTER SYSTEM SET "max_worker_processes" = 27;', transaction: 'none' }],
        undo: [{ sql: 'ALTER SYSTEM RESET "max_worker_processes";' }],
        verify: { expect: '27 — after the restart' },
      },
    });
  });

  it('makes room for the background workers that it advises', () => {
    const findings = check({ databases: databases(20), settings: settings(TUNED) });
    expect(findings.map(({ advice }): string | undefined => advice?.steps[0]?.sql)).toEqual([
      'ALTER SYSTEM SET "timescaledb"."max_background_workers" = 22;',
      'ALTER SYSTEM SET "max_worker_processes" = 33;',
    ]);
  });

  it('gives back what ALTER SYSTEM had set, also where the role cannot see that it had', () => {
    const undo = (isFromAlterSystem: boolean | null) =>
      check({ settings: withProcesses(9, { isFromAlterSystem }) })[0]?.advice?.undo;
    expect(undo(true)).toMatchObject([{ sql: 'ALTER SYSTEM SET "max_worker_processes" = 9;' }]);
    expect(undo(null)).toMatchObject([{ sql: 'ALTER SYSTEM SET "max_worker_processes" = 9;' }]);
    expect(undo(false)).toMatchObject([{ sql: 'ALTER SYSTEM RESET "max_worker_processes";' }]);
  });

  it('gives no SQL that would have no effect', () => {
    const [byCommand] = check({ settings: withProcesses(8, { source: 'command line' }) });
    expect(byCommand?.advice).toBeUndefined();
    expect(byCommand?.detail).toContain('command line');
  });

  it('says when a change waits for a restart, and lets it be looked at before it could be undone', () => {
    const [pending] = check({ settings: withProcesses(8, { isPendingRestart: true }) });
    expect(pending?.detail).toContain('waits for a restart');
    expect(pending?.advice?.precheck?.expect).toBe('0 — ALTER SYSTEM has not set it yet');
    const [altered] = check({ settings: withProcesses(8, { isFromAlterSystem: true }) });
    expect(altered?.advice?.precheck).toBeUndefined();
  });

  it('names the grant that exists from PostgreSQL 15', () => {
    const role = (major: number) =>
      check({ settings: withProcesses(8) }, { server: server({ major }) })[0]?.advice?.role;
    expect(role(14)).toBe('superuser');
    expect(role(15)).toContain('ALTER SYSTEM ON PARAMETER max_worker_processes');
  });

  it('says not-run, not passed, when settings could not be read', () => {
    const snapshot = snapshotOf({ databases: [database()], jobs: [job()] });
    expect(runRule(rule, snapshot, NOW_MS, {}).outcome).toEqual({
      rule: 'jobs/workers-too-few',
      status: 'not-run',
      reason: 'settings: not collected yet',
    });
  });
});
