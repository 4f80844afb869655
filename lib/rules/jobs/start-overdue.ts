import type { Row } from '@/lib/collect/snapshot';
import { isMaintenanceJob, jobKind } from '@/lib/derive/job-kind';
import { secondsSince } from '@/lib/derive/seconds-since';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { countSchedulers, restartBackgroundWorkers } from '@/lib/sql/background-workers';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { isDataPolicy } from '../shared/jobs/job-impact';
import { jobName } from '../shared/jobs/job-name';
import { NOT_REHEARSABLE, withoutWorkers } from '../shared/jobs/without-workers';
import { DESTROYS_HISTORY, wouldDestroyHistory } from '../shared/jobs/would-destroy-history';

/** A due job starts within a second; a crash of the scheduler or of a worker delays it by five minutes at most. */
const WAITING_SECONDS = 600;
/** More names nobody reads. */
const NAMED = 3;

type Job = Row<'jobs'>;
type Artifacts = Needed<
  'jobs',
  'backgroundWorkers' | 'hypertables' | 'settings' | 'policies' | 'continuousAggregates'
>;
interface Waiting {
  readonly job: Job;
  readonly waitingSeconds: number;
}

export default defineRule({
  meta: {
    id: 'jobs/start-overdue',
    title: 'Background jobs are due, and none starts',
    why: 'A job that is due waits for a free background worker, or for a scheduler that has lost it. Nothing fails meanwhile: chunks stay uncompressed, old rows stay and aggregates fall behind.',
    source: 'https://github.com/timescale/timescaledb/blob/main/src/bgw/scheduler.c',
    needs: ['jobs'],
    wants: ['backgroundWorkers', 'hypertables', 'settings', 'policies', 'continuousAggregates'],
    facts: {
      overdueJobs: { label: 'Jobs that are due and wait', source: '_timescaledb_internal.bgw_job_stat' },
      neverStartedJobs: { label: 'Of them never started', source: '_timescaledb_internal.bgw_job_stat' },
      longestWaitSeconds: { label: 'The longest has waited', source: '_timescaledb_internal.bgw_job_stat' },
      runningJobs: { label: 'Jobs that run now', source: 'pg_stat_activity' },
      workers: {
        label: 'Background workers in all',
        source: 'pg_settings: timescaledb.max_background_workers',
      },
    },
  },
  check(artifacts, context) {
    const none = withoutWorkers(context.server);
    if (none) return none;
    const scheduled = artifacts.jobs.filter((job) => job.scheduled);
    if (scheduled.length === 0) return { notApplicable: 'No background job is scheduled' };
    const [workers] = artifacts.backgroundWorkers ?? [];
    // Where nobody could start them, scheduler-missing speaks.
    if (workers && workers.schedulers === 0) return [];
    const waiting = scheduled
      .filter((job) => !isMaintenanceJob(job) && !job.isRunning)
      .flatMap((job): Waiting[] => {
        const since = dueSince(job, artifacts.jobs);
        const waitingSeconds = Math.min(
          secondsSince(since, context.nowMs) ?? 0,
          secondsSince(workers?.serverStartedAt, context.nowMs) ?? Number.POSITIVE_INFINITY,
        );
        return waitingSeconds > WAITING_SECONDS ? [{ job, waitingSeconds }] : [];
      })
      .sort((a, b) => b.waitingSeconds - a.waitingSeconds);
    return waiting.length === 0 ? [] : [finding(waiting, artifacts, context)];
  },
});

/**
 * Since when a job could have started; null when it is not due. When a job was made no catalog tells, so one that never
 * ran counts only from the first run of a younger one.
 */
function dueSince(job: Job, jobs: readonly Job[]): string | null {
  if ((job.totalRuns ?? 0) > 0) return job.nextStartAt;
  const [existsSince] = jobs
    .flatMap(({ jobId, lastStartedAt }) => (jobId > job.jobId && lastStartedAt ? [lastStartedAt] : []))
    .sort();
  if (existsSince === undefined || job.nextStartInfinite) return null;
  const first = job.nextStartAt ?? job.initialStartAt ?? existsSince;
  return first > existsSince ? first : existsSince;
}

function finding(waiting: readonly Waiting[], artifacts: Artifacts, context: RuleContext): Finding {
  const { server } = context;
  const running = artifacts.jobs.filter(({ isRunning }) => isRunning).length;
  const setting = artifacts.settings?.find(({ name }) => name === 'timescaledb.max_background_workers');
  const names = waiting.slice(0, NAMED).map(({ job }) => jobName(job, artifacts.hypertables));
  const longest = waiting[0]?.waitingSeconds ?? 0;
  const destroys = waiting.some(({ job }) => wouldDestroyHistory(job, artifacts));
  const advice = destroys ? null : adviceOf(waiting, context);
  return {
    subject: ['database', server.databaseName],
    severity: waiting.some(({ job }) => isDataPolicy(job)) ? 'warning' : 'notice',
    confidence: 'high',
    title: `Let ${counted(waiting.length, 'overdue job')} of ${server.databaseName} start`,
    detail: `Due and not started, the longest for ${duration(longest)}: ${names.join('; ')}${waiting.length > NAMED ? `; and ${counted(waiting.length - NAMED, 'more', 'more')}` : ''}. ${running > 0 ? `${counted(running, 'job runs', 'jobs run')} meanwhile and may hold the workers that these wait for.` : 'No job runs meanwhile, so the scheduler does not see that they are due, or finds no free worker.'}${destroys ? DESTROYS_HISTORY : ''}`,
    facts: {
      overdueJobs: waiting.length,
      neverStartedJobs: waiting.filter(({ job }) => !job.totalRuns).length,
      longestWaitSeconds: longest,
      runningJobs: running,
      workers: setting?.setting ? Number(setting.setting) : null,
    },
    impact: {
      prevents: 'policies that do nothing, without any error',
      basis: 'Not estimated: it depends on what the jobs have to do.',
    },
    ...(advice && { advice }),
  };
}

function adviceOf(waiting: readonly Waiting[], { server: { timescale } }: RuleContext): Advice | null {
  if (!timescale) return null;
  return {
    steps: [
      {
        sql: restartBackgroundWorkers(timescale),
        transaction: 'own',
        lock: { mode: 'none', on: 'the scheduler and its jobs, by messages', blocks: 'nothing' },
        duration: { seconds: 5, basis: 'waits until the running jobs of this database have been cancelled' },
        rewrites: false,
      },
    ],
    undo: { impossible: 'Not needed: nothing is changed. Cancelled runs are tried again.' },
    verify: { sql: countSchedulers(), expect: '1 — the new scheduler of this database' },
    worsens: 'Jobs of this database that run now are cancelled; what they have not committed is done again.',
    role: 'superuser',
    notRehearsable: NOT_REHEARSABLE,
    deletesData: waiting.some(({ job }) => jobKind(job) === 'retention'),
    note: 'The log of the server says “failed to launch job … out of background workers” where workers are the reason: then jobs/workers-too-few and jobs/running-too-long tell more, and a restart of the scheduler does not help.',
  };
}
