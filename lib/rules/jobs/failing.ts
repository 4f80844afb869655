import type { Row } from '@/lib/collect/snapshot';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { runJob, setJobNextStart, startJobNow } from '@/lib/sql/job';
import { literal, sql } from '@/lib/sql/statement';
import { jobStep } from '../job-step';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';

/** JOB-2: one failure is an accident, three in a row are not. */
const FAILURES = 3;
const CRITICAL_FAILURES = 10;
/** JOB-2: a day without a success, for jobs that run at least twice a day. */
const CRITICAL_SILENCE_SECONDS = 86_400;
const FREQUENT_SECONDS = 43_200;
/** TimescaleDB counts a crash when a run begins and takes it back at its end, so a run that goes on has one too many. */
const CRASHES = 3;
/** Jobs with smaller ids are TimescaleDB's own maintenance. */
const FIRST_USER_JOB = 1_000;

/**
 * A server-side defect, not a fault of any job: on PostgreSQL 15.20 every run ends with this error after its work is
 * committed. Measured on TimescaleDB 2.11 to 2.28; not on 15.18 and 18.6.
 */
const PORTAL_STATE = '24000';
const PORTAL_TEXT = 'cannot drop portal';
const PORTAL_VERSIONS: ReadonlySet<number> = new Set([150_020]);
/** Without any error text, so many jobs that all fail on such a version are taken for it. */
const LEAST_JOBS = 3;

type Job = Row<'jobs'>;
interface Failing {
  readonly job: Job;
  readonly error: Row<'jobErrors'> | undefined;
}

export default defineRule({
  meta: {
    id: 'jobs/failing',
    title: 'A background job keeps failing',
    why: 'A policy that fails does nothing, silently: chunks stay uncompressed, old rows stay, aggregates fall behind. The retries get rarer with every failure.',
    source: 'https://docs.tigerdata.com/api/latest/informational-views/job_errors/',
    needs: ['jobs'],
    wants: ['jobErrors'],
    facts: {
      consecutiveFailures: { label: 'Failures in a row', source: '_timescaledb_internal.bgw_job_stat' },
      consecutiveCrashes: { label: 'Crashes in a row', source: '_timescaledb_internal.bgw_job_stat' },
      sinceSuccessSeconds: {
        label: 'Since it last succeeded',
        source: '_timescaledb_internal.bgw_job_stat',
      },
      scheduleSeconds: { label: 'To run every', source: 'timescaledb_information.jobs' },
      totalRuns: { label: 'Runs in all', source: '_timescaledb_internal.bgw_job_stat' },
      failingJobs: { label: 'Jobs that fail with it', source: 'timescaledb_information.job_errors' },
      jobsThatRan: { label: 'Jobs that have run', source: '_timescaledb_internal.bgw_job_stat' },
    },
  },
  check({ jobs, jobErrors }, context) {
    if (jobs.length === 0) return { notApplicable: 'There is no background job' };
    const ran = jobs.filter(({ scheduled, totalRuns }) => scheduled && (totalRuns ?? 0) > 0);
    if (ran.length === 0) return { notRun: 'No run of any background job is recorded' };
    const failing = ran
      .filter((job) => (job.consecutiveFailures ?? 0) > 0 || hasCrashed(job))
      .map((job) => ({ job, error: newestError(job, jobErrors) }));
    const incompatible = portalDefects(failing, ran, context);
    const rest = failing.filter(
      (one) =>
        !incompatible.includes(one) &&
        ((one.job.consecutiveFailures ?? 0) >= FAILURES || hasCrashed(one.job)),
    );
    return [
      ...(incompatible.length > 0 ? [incompatibility(incompatible, ran, context)] : []),
      ...rest.map((one) => finding(one, context)),
    ];
  },
});

const hasCrashed = ({ consecutiveCrashes, isRunning }: Job) =>
  (consecutiveCrashes ?? 0) >= CRASHES + (isRunning ? 1 : 0);

function newestError(
  { jobId }: Job,
  errors: readonly Row<'jobErrors'>[] | null,
): Row<'jobErrors'> | undefined {
  return errors
    ?.filter((error) => error.jobId === jobId)
    .reduce<Row<'jobErrors'> | undefined>(
      (newest, error) => (!newest || (error.startedAt ?? '') > (newest.startedAt ?? '') ? error : newest),
      undefined,
    );
}

/**
 * The failing jobs that have the server's defect: by the text of their errors, unless another job succeeded since;
 * or, where no text can be read, all of them on a version that is known for it.
 */
function portalDefects(
  failing: readonly Failing[],
  ran: readonly Job[],
  { server }: RuleContext,
): readonly Failing[] {
  if (failing.every(({ error }) => !error))
    return PORTAL_VERSIONS.has(server.versionNumber) &&
      ran.length >= LEAST_JOBS &&
      failing.length === ran.length
      ? failing
      : [];
  const defects = failing.filter(
    ({ error }) => error?.sqlState === PORTAL_STATE && (error.message ?? '').includes(PORTAL_TEXT),
  );
  const firstAt = defects.map(({ error }) => error?.startedAt ?? '').sort()[0] ?? '';
  return ran.some(({ lastSucceededAt }) => (lastSucceededAt ?? '') > firstAt) ? [] : defects;
}

function incompatibility(failing: readonly Failing[], ran: readonly Job[], { server }: RuleContext): Finding {
  const wasRead = failing.some(({ error }) => error);
  return {
    subject: ['server', 'background-jobs'],
    severity: 'critical',
    confidence: wasRead ? 'high' : 'medium',
    title: `Change the PostgreSQL minor version: ${server.version} and TimescaleDB ${server.timescale?.version} do not go together`,
    detail: `${counted(failing.length, 'job')} of ${ran.length} that ran fail with ${wasRead ? `${PORTAL_STATE} “${PORTAL_TEXT} … while it is being set up”` : 'an error that this role may not read, as PostgreSQL 15.20 makes every job do'}. This is a PostgreSQL minor / TimescaleDB incompatibility, not a misconfigured policy: the work of each run is committed before the error, and CALL run_job() succeeds. Failing runs are retried later and later, so policies fall behind. Move to a PostgreSQL minor that this TimescaleDB was tested with, or to a TimescaleDB release that names this minor.`,
    facts: { failingJobs: failing.length, jobsThatRan: ran.length },
    impact: {
      prevents: 'Policies that run ever more rarely, and real failures hidden among these',
      basis: 'Not estimated: it depends on each policy.',
    },
  };
}

function finding({ job, error }: Failing, context: RuleContext): Finding {
  const failures = job.consecutiveFailures ?? 0;
  const silence =
    job.lastSucceededAt === null ? null : (context.nowMs - Date.parse(job.lastSucceededAt)) / 1_000;
  const isSilent =
    job.scheduleIntervalSeconds <= FREQUENT_SECONDS && (silence ?? 0) > CRITICAL_SILENCE_SECONDS;
  const isOwn = job.jobId < FIRST_USER_JOB;
  const severe = failures >= CRITICAL_FAILURES || isSilent ? 'critical' : 'warning';
  const advice = retry(job, context);
  return {
    subject: ['job', String(job.jobId)],
    severity: isOwn ? 'notice' : severe,
    confidence: 'high',
    title: `Mend the job ${job.jobId}, ${job.applicationName.replace(/ \[\d+\]$/, '')}`,
    detail: `${failures > 0 ? `It failed ${counted(failures, 'time')} in a row` : `It crashed ${counted(job.consecutiveCrashes, 'time')} in a row`}, and ${silence === null ? 'never succeeded' : `last succeeded ${duration(silence)} ago`}. ${errorText(job, error)}`,
    facts: {
      consecutiveFailures: job.consecutiveFailures,
      consecutiveCrashes: job.consecutiveCrashes,
      sinceSuccessSeconds: silence,
      scheduleSeconds: job.scheduleIntervalSeconds,
      totalRuns: job.totalRuns,
    },
    impact: {
      prevents: `What ${job.procedureSchema}.${job.procedureName} is for does not happen`,
      basis: 'Not estimated: it depends on what the job does.',
    },
    ...(advice && { advice }),
  };
}

function errorText(job: Job, error: Row<'jobErrors'> | undefined): string {
  return error
    ? `Its newest error: ${error.sqlState ?? 'without SQLSTATE'} “${error.message ?? 'without text'}”.`
    : `Its error text is shown to members of ${job.owner} or of the database owner only.`;
}

function retry(job: Job, { server }: RuleContext): Advice | null {
  if (server.timescale?.license !== 'timescale') return null;
  return {
    steps: [
      {
        sql: runJob(job.jobId),
        transaction: 'none',
        lock: { mode: 'as the job takes it', on: 'what the job works on', blocks: 'what the job blocks' },
        ...(job.averageSuccessSeconds !== null && {
          duration: {
            seconds: Math.max(1, Math.ceil(job.averageSuccessSeconds)),
            basis: `the average of its ${job.totalSuccesses} successful runs`,
          },
        }),
        rewrites: job.procedureName === 'policy_compression',
      },
      jobStep(startJobNow(job.jobId)),
    ],
    undo: job.nextStartAt
      ? [{ sql: setJobNextStart(job.jobId, job.nextStartAt), note: 'A run that has taken place stays.' }]
      : { impossible: 'A run that has taken place stays.' },
    verify: {
      sql: sql`SELECT last_run_success FROM _timescaledb_internal.bgw_job_stat WHERE job_id = ${literal(job.jobId)};`,
      expect: 'true — a minute after the second statement, when a worker has run it',
    },
    role: `owner of job ${job.jobId} (${job.owner})`,
    deletesData: job.procedureName === 'policy_retention',
    note: 'The first statement runs the job in your session and shows its error in full; mend that first. The second lets a worker run it without waiting for the retry.',
  };
}
