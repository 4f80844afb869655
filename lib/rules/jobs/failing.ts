import type { Row } from '@/lib/collect/snapshot';
import { isMaintenanceJob, jobKind } from '@/lib/derive/job-kind';
import { secondsSince } from '@/lib/derive/seconds-since';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { readLastRunSuccess, runJob, setJobNextStart, startJobNow } from '@/lib/sql/job';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { jobImpact } from '../shared/jobs/job-impact';
import { jobName } from '../shared/jobs/job-name';
import { jobStep } from '../shared/jobs/job-step';
import { isDecompressionLimit, newestError } from '../shared/jobs/newest-error';
import { ownerProblem } from '../shared/jobs/owner-problem';
import { DESTROYS_HISTORY, wouldDestroyHistory } from '../shared/jobs/would-destroy-history';
import { retentionDryRun } from '../shared/retention/retention-dry-run';
import { unreadRows } from '../shared/retention/unread-rows';

/** JOB-2: one failure is an accident, three in a row are not. */
const FAILURES = 3;
/** JOB-11: what never worked is no accident the second time. */
const FAILURES_WITHOUT_SUCCESS = 2;
const CRITICAL_FAILURES = 10;
/** JOB-2: a day without a success, for jobs that run at least twice a day. */
const CRITICAL_SILENCE_SECONDS = 86_400;
const FREQUENT_SECONDS = 43_200;
/** TimescaleDB counts a crash when a run begins and takes it back at its end, so a run that goes on has one too many. */
const CRASHES = 3;

/**
 * JOB-12, a defect of the server and no fault of any job: on PostgreSQL 15.20 every run ends with this error after
 * its work is committed. Measured on TimescaleDB 2.11 to 2.28.
 */
const PORTAL_STATE = '24000';
const PORTAL_TEXT = 'cannot drop portal';
const PORTAL_VERSIONS: ReadonlySet<number> = new Set([150_020]);
/** On other versions so many jobs have to tell it: a single one may do that with cursors of its own. */
const LEAST_TOLD = 2;
/** Without any text so many jobs that all fail on such a version are taken for it. */
const LEAST_SILENT = 3;

type Job = Row<'jobs'>;
type Artifacts = Needed<'jobs', 'jobErrors' | 'policies' | 'hypertables' | 'continuousAggregates' | 'chunks'>;
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
    wants: ['jobErrors', 'policies', 'hypertables', 'continuousAggregates', 'chunks'],
    facts: {
      consecutiveFailures: { label: 'Failures in a row', source: '_timescaledb_internal.bgw_job_stat' },
      consecutiveCrashes: { label: 'Crashes in a row', source: '_timescaledb_internal.bgw_job_stat' },
      sinceSuccessSeconds: {
        label: 'Since it last succeeded (– is never)',
        source: '_timescaledb_internal.bgw_job_stat',
      },
      scheduleSeconds: { label: 'To run every', source: 'timescaledb_information.jobs' },
      totalRuns: { label: 'Runs in all', source: '_timescaledb_internal.bgw_job_stat' },
      failingJobs: { label: 'Jobs that fail with it', source: 'timescaledb_information.job_errors' },
      jobsThatRan: { label: 'Jobs that have run', source: '_timescaledb_internal.bgw_job_stat' },
    },
  },
  check(artifacts, context) {
    const { jobs, jobErrors } = artifacts;
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
        // There owner-unusable and decompression-limit-hit know better.
        !ownerProblem(one.job) &&
        !isDecompressionLimit(one.error) &&
        (failsAgain(one.job) || hasCrashed(one.job)),
    );
    return [
      ...(incompatible.length > 0 ? [incompatibility(incompatible, ran, context)] : []),
      ...rest.map((one) => finding(one, artifacts, context)),
    ];
  },
});

const failsAgain = ({ consecutiveFailures, lastSucceededAt }: Job) =>
  (consecutiveFailures ?? 0) >= (lastSucceededAt === null ? FAILURES_WITHOUT_SUCCESS : FAILURES);

const hasCrashed = ({ consecutiveCrashes, isRunning }: Job) =>
  (consecutiveCrashes ?? 0) >= CRASHES + (isRunning ? 1 : 0);

/**
 * The failing jobs that have the server's defect. Their errors tell it, unless any job has succeeded since: every run
 * meets the defect, so failures without a text that can be read are then the same. Where no text tells it, the
 * failures without one are taken for it on a version that is known for it, if all jobs fail.
 */
function portalDefects(
  failing: readonly Failing[],
  ran: readonly Job[],
  { server }: RuleContext,
): readonly Failing[] {
  const isKnown = PORTAL_VERSIONS.has(server.versionNumber);
  const told = failing.filter(isPortalDefect);
  const silent = failing.filter(({ error }) => !error);
  if (told.length === 0)
    return isKnown && silent.length >= LEAST_SILENT && failing.length === ran.length ? silent : [];
  if (told.length < LEAST_TOLD && !isKnown) return [];
  const firstAt = told.map(({ job, error }) => error?.startedAt ?? job.lastStartedAt ?? '').sort()[0] ?? '';
  return ran.some(({ lastSucceededAt }) => (lastSucceededAt ?? '') > firstAt) ? [] : [...told, ...silent];
}

const isPortalDefect = ({ error }: Failing) =>
  error?.sqlState === PORTAL_STATE && (error.message ?? '').includes(PORTAL_TEXT);

function incompatibility(failing: readonly Failing[], ran: readonly Job[], { server }: RuleContext): Finding {
  const wasRead = failing.some(isPortalDefect);
  return {
    subject: ['server', 'background-jobs'],
    severity: 'critical',
    confidence: wasRead ? 'high' : 'medium',
    title: `Change the PostgreSQL minor version: ${server.version} and TimescaleDB ${server.timescale?.version} do not go together`,
    detail: `${counted(failing.length, 'job')} of ${ran.length} that ran fail with ${wasRead ? `${PORTAL_STATE} “${PORTAL_TEXT} … while it is being set up”` : 'an error that this role may not read, as PostgreSQL 15.20 makes every job do'}. This is a PostgreSQL minor / TimescaleDB incompatibility, not a misconfigured policy: the work of each run is committed before the error, and CALL run_job() succeeds. Failing runs are retried later and later, so policies fall behind. Move to a PostgreSQL minor that this TimescaleDB was tested with, or to a TimescaleDB release that names this minor.`,
    facts: { failingJobs: failing.length, jobsThatRan: ran.length },
    impact: {
      prevents: 'policies that run ever more rarely, and real failures hidden among these',
      basis: 'Not estimated: it depends on each policy.',
    },
  };
}

function finding(failing: Failing, artifacts: Artifacts, context: RuleContext): Finding {
  const { job } = failing;
  const failures = job.consecutiveFailures ?? 0;
  const silence = secondsSince(job.lastSucceededAt, context.nowMs);
  const wait = wouldDestroyHistory(job, artifacts)
    ? DESTROYS_HISTORY
    : unreadRows(job, artifacts, context.nowMs);
  const advice = failures > 0 && wait === null ? retry(job, artifacts, context) : null;
  return {
    subject: ['job', String(job.jobId)],
    severity: severityOf(job, silence),
    confidence: 'high',
    title: `Mend the ${jobName(job, artifacts.hypertables)}`,
    detail: `It ${failures > 0 ? `failed ${counted(failures, 'time')}` : `crashed ${counted(job.consecutiveCrashes, 'time')}`} in a row, and ${silence === null ? 'never succeeded' : `last succeeded ${duration(silence)} ago`}. ${errorText(failing, context)}${wait ?? ''}`,
    facts: {
      consecutiveFailures: job.consecutiveFailures,
      consecutiveCrashes: job.consecutiveCrashes,
      sinceSuccessSeconds: silence,
      scheduleSeconds: job.scheduleIntervalSeconds,
      totalRuns: job.totalRuns,
    },
    impact: jobImpact(job),
    ...(advice && { advice }),
  };
}

function severityOf(job: Job, silence: number | null): Finding['severity'] {
  if (isMaintenanceJob(job)) return 'notice';
  const isSilent =
    job.scheduleIntervalSeconds <= FREQUENT_SECONDS && (silence ?? 0) > CRITICAL_SILENCE_SECONDS;
  return (job.consecutiveFailures ?? 0) >= CRITICAL_FAILURES || isSilent ? 'critical' : 'warning';
}

function errorText({ job, error }: Failing, { server }: RuleContext): string {
  if ((job.consecutiveFailures ?? 0) === 0)
    return 'A crash leaves no error text: the log of the server says why its worker ended.';
  if (error)
    return `Its newest error: ${error.sqlState ?? 'without SQLSTATE'} “${error.message ?? 'without text'}”.`;
  return server.isSuperuser || server.timescale?.readsJobRuns
    ? 'Its error is not recorded any more.'
    : `Its error text is shown to members of ${job.owner} or of the database owner, and to who may read TimescaleDB’s table of runs.`;
}

/** Not for a job that crashes: in a session of one's own it might crash the server for everyone. */
function retry(job: Job, artifacts: Artifacts, { server, nowMs }: RuleContext): Advice | null {
  if (server.timescale?.license !== 'timescale') return null;
  const dryRun = retentionDryRun(job, artifacts, nowMs);
  return {
    ...(dryRun && { precheck: dryRun }),
    steps: [
      {
        sql: runJob(job.jobId),
        transaction: 'none',
        lock: { mode: 'as the job takes it', on: 'what the job works on', blocks: 'what the job blocks' },
        ...(job.averageSuccessSeconds !== null && {
          duration: {
            seconds: Math.max(1, Math.ceil(job.averageSuccessSeconds)),
            basis: `the average of its ${counted(job.totalSuccesses, 'successful run')}`,
          },
        }),
        rewrites: jobKind(job) === 'columnstore',
      },
      jobStep(startJobNow(job.jobId)),
    ],
    undo: job.nextStartAt
      ? [{ sql: setJobNextStart(job.jobId, job.nextStartAt), note: 'A run that has taken place stays.' }]
      : { impossible: 'A run that has taken place stays.' },
    verify: {
      sql: readLastRunSuccess(job.jobId),
      expect: 'true — a minute after the second statement, when a worker has run it',
    },
    role: `owner of job ${job.jobId} (${job.owner})`,
    deletesData: jobKind(job) === 'retention',
    notRehearsable:
      'Whether the job succeeds depends on its own procedure and on a background worker; a sandbox has neither.',
    note: 'The first statement runs the job in your session and shows its error in full; mend that first. The second lets a worker run it without waiting for the retry.',
  };
}
