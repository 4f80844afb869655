import type { Row } from '@/lib/collect/snapshot';
import { isMaintenanceJob, jobKind } from '@/lib/derive/job-kind';
import { secondsSince } from '@/lib/derive/seconds-since';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { cancelJobRun, countJobRuns, explainJobRun } from '@/lib/sql/job-run';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { isDataPolicy } from '../shared/jobs/job-impact';
import { jobName } from '../shared/jobs/job-name';
import { withoutWorkers } from '../shared/jobs/without-workers';

/** JOB-4: so many times its usual run are no slow day any more. */
const TIMES_AVERAGE = 3;
/** JOB-4: and so long nobody waits for a run that has no limit of its own. */
const LONG_SECONDS = 21_600;
/** A job that runs every few seconds may miss some. */
const LEAST_SECONDS = 600;

type Job = Row<'jobs'>;
type Artifacts = Needed<'jobs', 'hypertables'>;

export default defineRule({
  meta: {
    id: 'jobs/running-too-long',
    title: 'A background job has been running for much longer than usual',
    why: 'A run that waits for a lock or works on far too much holds a worker and a snapshot: other jobs wait, and vacuum cannot clean up behind it. It is not started again before it ends.',
    source: 'https://docs.tigerdata.com/api/latest/jobs-automation/alter_job/',
    needs: ['jobs'],
    wants: ['hypertables'],
    facts: {
      runningSeconds: { label: 'It has run for', source: '_timescaledb_internal.bgw_job_stat' },
      averageSeconds: {
        label: 'A successful run takes (– is not known)',
        source: '_timescaledb_internal.bgw_job_stat',
      },
      scheduleSeconds: { label: 'To run every', source: 'timescaledb_information.jobs' },
      limitSeconds: {
        label: 'Ended after (0 is never)',
        source: 'timescaledb_information.jobs: max_runtime',
      },
    },
  },
  check({ jobs, hypertables }, context) {
    const none = withoutWorkers(context.server);
    if (none) return none;
    if (jobs.length === 0) return { notApplicable: 'There is no background job' };
    return jobs.flatMap((job) => {
      const running = job.isRunning ? secondsSince(job.lastStartedAt, context.nowMs) : null;
      return running !== null && running > longestOf(job)
        ? [finding(job, running, { jobs, hypertables }, context)]
        : [];
    });
  },
});

/** A first run catches up with all that was there before it, so only its length in hours counts. */
function longestOf({ averageSuccessSeconds, scheduleIntervalSeconds, maxRuntimeSeconds }: Job): number {
  const usual = TIMES_AVERAGE * (averageSuccessSeconds ?? 0);
  const endless = Math.max(LONG_SECONDS, usual);
  if (averageSuccessSeconds === null) return Math.max(endless, maxRuntimeSeconds);
  const bySchedule = Math.max(LEAST_SECONDS, usual, scheduleIntervalSeconds);
  return maxRuntimeSeconds === 0 ? Math.min(bySchedule, endless) : bySchedule;
}

function finding(job: Job, running: number, { hypertables }: Artifacts, context: RuleContext): Finding {
  const { server } = context;
  const { averageSuccessSeconds: average, maxRuntimeSeconds: limit } = job;
  const advice = adviceOf(job);
  return {
    subject: ['job', String(job.jobId)],
    severity: isDataPolicy(job) && !isMaintenanceJob(job) ? 'warning' : 'notice',
    // Without the right to see more, a client that calls itself like the job looks like its worker.
    confidence: server.isMonitor || server.isSuperuser ? 'high' : 'medium',
    title: `Look at what the ${jobName(job, hypertables)} waits for`,
    detail: `It has been running for ${duration(running)}, ${average === null ? 'and has never succeeded before' : `while ${counted(job.totalSuccesses, 'successful run')} took ${duration(average)} on average`}. ${limit === 0 ? 'No max_runtime ends it.' : `Its max_runtime of ${duration(limit)} should have ended it.`} pg_stat_activity says whether it works or waits for a lock, and for whose.`,
    facts: {
      runningSeconds: running,
      averageSeconds: average,
      scheduleSeconds: job.scheduleIntervalSeconds,
      limitSeconds: limit,
    },
    impact: {
      prevents: 'a worker that others wait for, and dead rows that vacuum has to leave',
      basis: 'Not estimated: it depends on what the run holds.',
    },
    advice,
  };
}

function adviceOf(job: Job): Advice {
  const { jobId, applicationName, owner } = job;
  return {
    precheck: {
      sql: explainJobRun(applicationName),
      expect: '1 — the run; the other columns say what it waits for and which sessions it waits behind',
    },
    steps: [
      {
        sql: cancelJobRun(applicationName),
        transaction: 'any',
        lock: { mode: 'none', on: 'the worker, by a signal', blocks: 'nothing' },
        duration: { seconds: 1, basis: 'one signal; what the run did since its last commit is rolled back' },
        rewrites: false,
      },
    ],
    undo: { impossible: 'A cancelled run does not go on; the job runs again after its retry period.' },
    verify: {
      sql: countJobRuns(applicationName),
      expect: '0 — within seconds; it starts anew after its retry period',
    },
    worsens: `${jobKind(job) === 'refresh' ? 'What this refresh has done is lost' : 'What the run has done since its last commit is lost'}, and it counts as a failure.`,
    role: `a member of ${owner}, or of pg_signal_backend unless ${owner} is a superuser`,
    deletesData: false,
    note: `If it works rather than waits, let it: a cancelled run has to do the same again. If it waits, ending the session that it waits behind may be better. SELECT alter_job(${jobId}, max_runtime => …) limits the next ones.`,
  };
}
