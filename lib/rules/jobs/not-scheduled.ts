import type { Row } from '@/lib/collect/snapshot';
import { ageUnits, startUnits } from '@/lib/derive/policy-distance';
import { duration } from '@/lib/format/duration';
import { setJobNextStart, setJobScheduled, startJobNow } from '@/lib/sql/job';
import { atLeastChunks } from '@/lib/sql/retention';
import { literal, sql } from '@/lib/sql/statement';
import { jobStep } from '../job-step';
import { DROP_LOCKS, policyChunkAge } from '../retention-advice';
import { type Advice, type Check, defineRule, type Finding, type Needed, type RuleContext } from '../rule';

/** Jobs with smaller ids are TimescaleDB's own; a leftover of them stays unscheduled after upgrades. */
const FIRST_USER_JOB = 1_000;
/** JOB-3: `-infinity` stands there while a job runs; a crash is retried after five minutes, so ten are past both. */
const STUCK_SECONDS = 600;
/** TimescaleDB 2.26.4 frees such jobs by itself (issue 9360). */
const FREED_SINCE = 2_026_004;
/** A failing job waits five schedules at most, give or take an eighth; only a person makes it wait longer. */
const FAR_SCHEDULES = 6;
const FAR_SECONDS = 172_800;
/** The policies without which data stays too large, too long or too old. */
const WEIGHTY: ReadonlySet<string> = new Set([
  'policy_compression',
  'policy_retention',
  'policy_refresh_continuous_aggregate',
]);

type Job = Row<'jobs'>;
type Artifacts = Needed<'jobs', 'policies' | 'hypertables' | 'continuousAggregates'>;
type Reason = 'paused' | 'retries-used-up' | 'stuck' | 'start-infinite' | 'start-far';

export default defineRule({
  meta: {
    id: 'jobs/not-scheduled',
    title: 'A background job is not going to run',
    why: 'A job that was paused, ran out of retries or got stuck stays so until someone notices. Until then chunks stay uncompressed, old rows stay and aggregates fall behind, without any error.',
    source: 'https://docs.tigerdata.com/api/latest/jobs-automation/alter_job/',
    needs: ['jobs'],
    wants: ['policies', 'hypertables', 'continuousAggregates'],
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
    const jobs = artifacts.jobs.filter(({ jobId }) => jobId >= FIRST_USER_JOB);
    if (jobs.length === 0) return { notApplicable: 'There is no policy and no job of a user' };
    return jobs.flatMap((job) => {
      const reason = reasonOf(job, context);
      return reason ? [finding(job, reason, artifacts, context)] : [];
    });
  },
});

function reasonOf(job: Job, { server, nowMs }: RuleContext): Reason | null {
  if (!job.scheduled) {
    const failures = job.consecutiveFailures ?? 0;
    return job.maxRetries >= 0 && failures > 0 && failures >= job.maxRetries ? 'retries-used-up' : 'paused';
  }
  // Jobs never run on a standby: what stands there is the primary's, whose workers we cannot see.
  if (server.inRecovery || job.isRunning) return null;
  if (job.nextStartInfinite) return 'start-infinite';
  if (job.nextStartUnset)
    return job.hasStatistics && (since(job.lastStartedAt, nowMs) ?? 0) > STUCK_SECONDS ? 'stuck' : null;
  const wait = -(since(job.nextStartAt, nowMs) ?? 0);
  return wait > Math.max(FAR_SECONDS, FAR_SCHEDULES * job.scheduleIntervalSeconds) ? 'start-far' : null;
}

/** Seconds since an instant; negative before it. */
const since = (at: string | null, nowMs: number) => (at === null ? null : (nowMs - Date.parse(at)) / 1_000);

function finding(job: Job, reason: Reason, artifacts: Artifacts, context: RuleContext): Finding {
  const name = `${job.jobId}, ${job.applicationName.replace(/ \[\d+\]$/, '')}`;
  const wait = since(job.nextStartAt, context.nowMs);
  const destroys = wouldDestroyHistory(job, artifacts);
  const advice = destroys ? null : adviceOf(job, reason, artifacts, context);
  return {
    subject: ['job', String(job.jobId)],
    severity: severityOf(job, reason, context),
    confidence: 'high',
    title: `${reason === 'stuck' ? 'Free' : 'Resume'} the job ${name}`,
    detail: `${explain(job, reason, context.nowMs)}${destroys ? ' Resumed as it is, this retention would make refreshes delete the history of an aggregate: narrow their windows first.' : ''}`,
    facts: {
      sinceStartSeconds: since(job.lastStartedAt, context.nowMs),
      sinceSuccessSeconds: since(job.lastSucceededAt, context.nowMs),
      untilNextStartSeconds: reason === 'start-far' && wait !== null ? -wait : null,
      scheduleSeconds: job.scheduleIntervalSeconds,
      consecutiveFailures: job.consecutiveFailures,
    },
    impact: {
      prevents: `What ${job.procedureSchema}.${job.procedureName} is for does not happen`,
      basis: 'Not estimated: it depends on what the job does.',
    },
    ...(advice && { advice }),
  };
}

function severityOf({ procedureName }: Job, reason: Reason, { server }: RuleContext): Finding['severity'] {
  if (reason === 'stuck' && (server.timescale?.versionNumber ?? 0) < FREED_SINCE) return 'critical';
  return WEIGHTY.has(procedureName) || reason === 'stuck' || reason === 'retries-used-up'
    ? 'warning'
    : 'notice';
}

function explain(job: Job, reason: Reason, nowMs: number): string {
  switch (reason) {
    case 'paused':
      return `It is paused: scheduled is off. ${lastSuccess(job, nowMs)}`;
    case 'retries-used-up':
      return `TimescaleDB stopped it after ${job.consecutiveFailures} failures in a row, its max_retries being ${job.maxRetries}. ${lastSuccess(job, nowMs)} Mend what makes it fail before it is resumed.`;
    case 'stuck':
      return `It began ${duration(since(job.lastStartedAt, nowMs))} ago and no worker runs it: a crash or failover left its next start at -infinity, which counts as running. Before TimescaleDB 2.26.4 it never runs again by itself.`;
    case 'start-infinite':
      return `Its next start is set to infinity, which is never. ${lastSuccess(job, nowMs)}`;
    case 'start-far':
      return `Its next start is ${duration(-(since(job.nextStartAt, nowMs) ?? 0))} away, for a job that is to run every ${duration(job.scheduleIntervalSeconds)}. ${lastSuccess(job, nowMs)}`;
  }
}

const lastSuccess = ({ lastSucceededAt }: Job, nowMs: number) =>
  lastSucceededAt === null
    ? 'No successful run is recorded.'
    : `It last succeeded ${duration(since(lastSucceededAt, nowMs))} ago.`;

function wouldDestroyHistory(job: Job, { policies, continuousAggregates }: Artifacts): boolean {
  const retention = policies?.find(({ jobId, kind }) => jobId === job.jobId && kind === 'retention');
  const after = retention ? ageUnits(retention) : null;
  if (after === null) return false;
  const fed = (continuousAggregates ?? [])
    .filter(({ sourceHypertableId }) => sourceHypertableId === retention?.hypertableId)
    .map(({ hypertableId }) => hypertableId);
  return (policies ?? []).some(
    (policy) =>
      policy.kind === 'refresh' &&
      fed.includes(policy.hypertableId) &&
      (startUnits(policy) ?? Number.POSITIVE_INFINITY) > after,
  );
}

function adviceOf(job: Job, reason: Reason, artifacts: Artifacts, { server }: RuleContext): Advice | null {
  if (server.timescale?.license !== 'timescale') return null;
  const isOff = reason === 'paused' || reason === 'retries-used-up';
  const deletesData = job.procedureName === 'policy_retention';
  const dryRun = deletesData ? dryRunOf(job, artifacts) : null;
  return {
    ...(dryRun && { precheck: dryRun }),
    steps: [jobStep(isOff ? setJobScheduled(job.jobId, true) : startJobNow(job.jobId))],
    undo: undoOf(job, reason),
    verify: isOff
      ? {
          sql: sql`SELECT scheduled FROM timescaledb_information.jobs WHERE job_id = ${literal(job.jobId)};`,
          expect: 'true',
        }
      : {
          sql: sql`SELECT isfinite(next_start) FROM _timescaledb_internal.bgw_job_stat WHERE job_id = ${literal(job.jobId)};`,
          expect: 'true — a worker takes it at its next start',
        },
    role: `owner of job ${job.jobId} (${job.owner})`,
    deletesData,
    note: `${server.inRecovery ? 'Run it on the primary. ' : ''}The job runs soon after, and makes up for what it missed in one run.${deletesData ? ` That run deletes chunks. ${DROP_LOCKS}` : ''}`,
  };
}

function dryRunOf(job: Job, { policies, hypertables }: Artifacts): Check | null {
  const policy = policies?.find(({ jobId }) => jobId === job.jobId);
  const hypertable = hypertables?.find(({ hypertableId }) => hypertableId === policy?.hypertableId);
  const age = policy && hypertable ? policyChunkAge(policy, hypertable) : null;
  return hypertable && age
    ? {
        sql: atLeastChunks(hypertable, age, 0),
        expect: 'true — the second column says how many chunks its next run deletes',
      }
    : null;
}

function undoOf({ jobId, nextStartAt }: Job, reason: Reason): Advice['undo'] {
  if (reason === 'paused' || reason === 'retries-used-up') return [{ sql: setJobScheduled(jobId, false) }];
  if (reason === 'start-infinite') return [{ sql: setJobNextStart(jobId, 'infinity') }];
  return reason === 'start-far' && nextStartAt
    ? [{ sql: setJobNextStart(jobId, nextStartAt) }]
    : { impossible: 'Being stuck is no state to go back to; pause the job with scheduled => false instead.' };
}
