import type { Row } from '@/lib/collect/snapshot';
import { isMaintenanceJob, jobKind } from '@/lib/derive/job-kind';
import { secondsSince } from '@/lib/derive/seconds-since';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { hasNextStart, readJobScheduled, setJobNextStart, setJobScheduled, startJobNow } from '@/lib/sql/job';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { isDataPolicy, jobImpact } from '../shared/jobs/job-impact';
import { jobName } from '../shared/jobs/job-name';
import { jobStep } from '../shared/jobs/job-step';
import { type Unscheduled, unscheduled, untilStart } from '../shared/jobs/unscheduled';
import { DESTROYS_HISTORY, wouldDestroyHistory } from '../shared/jobs/would-destroy-history';
import { DROP_LOCKS } from '../shared/retention/retention-advice';
import { retentionDryRun } from '../shared/retention/retention-dry-run';
import { unreadRows } from '../shared/retention/unread-rows';

/** TimescaleDB 2.26.4 frees such jobs by itself (issue 9360). */
const FREED_SINCE = 2_026_004;

type Job = Row<'jobs'>;
type Artifacts = Needed<'jobs', 'policies' | 'hypertables' | 'continuousAggregates' | 'chunks'>;

export default defineRule({
  meta: {
    id: 'jobs/not-scheduled',
    title: 'A background job is not going to run',
    why: 'A job that was paused, ran out of retries or got stuck stays so until someone notices. Until then chunks stay uncompressed, old rows stay and aggregates fall behind, without any error.',
    source: 'https://docs.tigerdata.com/api/latest/jobs-automation/alter_job/',
    needs: ['jobs'],
    wants: ['policies', 'hypertables', 'continuousAggregates', 'chunks'],
    facts: {
      sinceStartSeconds: { label: 'Since its last start', source: '_timescaledb_internal.bgw_job_stat' },
      sinceSuccessSeconds: { label: 'Since it last succeeded', source: '_timescaledb_internal.bgw_job_stat' },
      untilNextStartSeconds: {
        label: 'Until its next start (– has none)',
        source: '_timescaledb_internal.bgw_job_stat',
      },
      scheduleSeconds: { label: 'To run every', source: 'timescaledb_information.jobs' },
      consecutiveFailures: { label: 'Failures in a row', source: '_timescaledb_internal.bgw_job_stat' },
    },
  },
  check(artifacts, context) {
    const jobs = artifacts.jobs.filter((job) => !isMaintenanceJob(job));
    if (jobs.length === 0) return { notApplicable: 'There is no policy and no job of a user' };
    return jobs.flatMap((job) => {
      const reason = unscheduled(job, context);
      return reason ? [finding(job, reason, artifacts, context)] : [];
    });
  },
});

function finding(job: Job, reason: Unscheduled, artifacts: Artifacts, context: RuleContext): Finding {
  const { server, nowMs } = context;
  const wait = wouldDestroyHistory(job, artifacts) ? DESTROYS_HISTORY : unreadRows(job, artifacts, nowMs);
  const advice = wait === null ? adviceOf(job, reason, artifacts, context) : null;
  return {
    subject: ['job', String(job.jobId)],
    severity: severityOf(job, reason, context),
    confidence: 'high',
    title: `${reason === 'stuck' ? 'Free' : 'Resume'} the ${jobName(job, artifacts.hypertables)}`,
    detail: `${explain(job, reason, context)}${wait ?? ''}${server.inRecovery ? ' This is a standby: resume it on the primary.' : ''}`,
    facts: {
      sinceStartSeconds: secondsSince(job.lastStartedAt, nowMs),
      sinceSuccessSeconds: secondsSince(job.lastSucceededAt, nowMs),
      untilNextStartSeconds: job.scheduled ? untilStart(job, nowMs) : null,
      scheduleSeconds: job.scheduleIntervalSeconds,
      consecutiveFailures: job.consecutiveFailures,
    },
    impact: jobImpact(job),
    ...(advice && { advice }),
  };
}

function severityOf(job: Job, reason: Unscheduled, { server }: RuleContext): Finding['severity'] {
  if (reason === 'stuck') return isFreedByItself(server) ? 'notice' : 'critical';
  return isDataPolicy(job) || reason === 'retries-used-up' ? 'warning' : 'notice';
}

const isFreedByItself = ({ timescale }: RuleContext['server']) =>
  (timescale?.versionNumber ?? 0) >= FREED_SINCE;

function explain(job: Job, reason: Unscheduled, { server, nowMs }: RuleContext): string {
  switch (reason) {
    case 'paused':
      return `It is paused: scheduled is off. ${lastSuccess(job, nowMs)}`;
    case 'retries-used-up':
      return `TimescaleDB stopped it after ${counted(job.consecutiveFailures, 'failure')} in a row, its max_retries being ${job.maxRetries}. ${lastSuccess(job, nowMs)} Mend what makes it fail before it is resumed.`;
    case 'stuck':
      return `It began ${duration(secondsSince(job.lastStartedAt, nowMs))} ago and no worker runs it: a crash or failover left its next start at -infinity, which counts as running. ${isFreedByItself(server) ? 'TimescaleDB frees such jobs by itself from 2.26.4 on, and has not freed this one.' : 'Before TimescaleDB 2.26.4 it never runs again by itself.'}`;
    case 'start-infinite':
      return `Its next start is set to infinity, which is never. ${lastSuccess(job, nowMs)}`;
    case 'start-far':
      return `Its next start is ${duration(untilStart(job, nowMs))} away, for a job that is to run every ${duration(job.scheduleIntervalSeconds)}. ${lastSuccess(job, nowMs)}`;
  }
}

const lastSuccess = ({ lastSucceededAt }: Job, nowMs: number) =>
  lastSucceededAt === null
    ? 'No successful run is recorded.'
    : `It last succeeded ${duration(secondsSince(lastSucceededAt, nowMs))} ago.`;

function adviceOf(
  job: Job,
  reason: Unscheduled,
  artifacts: Artifacts,
  { server, nowMs }: RuleContext,
): Advice | null {
  if (server.timescale?.license !== 'timescale') return null;
  const isOff = reason === 'paused' || reason === 'retries-used-up';
  const deletesData = jobKind(job) === 'retention';
  const dryRun = retentionDryRun(job, artifacts, nowMs);
  return {
    ...(dryRun && { precheck: dryRun }),
    steps: [jobStep(isOff ? setJobScheduled(job.jobId, true) : startJobNow(job.jobId))],
    undo: undoOf(job, reason),
    verify: isOff
      ? {
          sql: readJobScheduled(job.jobId),
          expect: 'true',
        }
      : {
          sql: hasNextStart(job.jobId),
          expect: 'true — a worker takes it at its next start',
        },
    role: `owner of job ${job.jobId} (${job.owner})`,
    deletesData,
    note: `The job runs soon after, and makes up for what it missed in one run.${deletesData ? ` That run deletes chunks. ${DROP_LOCKS}` : ''}`,
  };
}

function undoOf({ jobId, nextStartAt }: Job, reason: Unscheduled): Advice['undo'] {
  if (reason === 'paused' || reason === 'retries-used-up') return [{ sql: setJobScheduled(jobId, false) }];
  if (reason === 'start-infinite') return [{ sql: setJobNextStart(jobId, 'infinity') }];
  return reason === 'start-far' && nextStartAt
    ? [{ sql: setJobNextStart(jobId, nextStartAt) }]
    : { impossible: 'Being stuck is no state to go back to; pause the job with scheduled => false instead.' };
}
