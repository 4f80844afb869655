import type { Row } from '@/lib/collect/snapshot';
import { isMaintenanceJob } from '@/lib/derive/job-kind';
import { isStuck } from '@/lib/derive/last-run';
import type { Finding, RuleContext } from '../../rule';

/** A failing job waits five schedules at most, give or take an eighth; only a person makes it wait longer. */
const FAR_SCHEDULES = 6;
const FAR_SECONDS = 172_800;

export type Unscheduled = 'paused' | 'retries-used-up' | 'stuck' | 'start-infinite' | 'start-far';

/** Why a job is not going to run, or not for long; null where it is. */
export function unscheduled(
  job: Row<'jobs'>,
  { server, nowMs }: Pick<RuleContext, 'server' | 'nowMs'>,
): Unscheduled | null {
  if (!job.scheduled) {
    const failures = job.consecutiveFailures ?? 0;
    return job.maxRetries >= 0 && failures > 0 && failures >= job.maxRetries ? 'retries-used-up' : 'paused';
  }
  // Jobs never run on a standby: what stands there is the primary's, whose workers we cannot see.
  if (server.inRecovery || job.isRunning) return null;
  if (job.nextStartInfinite) return 'start-infinite';
  if (job.nextStartUnset) return isStuck(job, nowMs) ? 'stuck' : null;
  const far = Math.max(FAR_SECONDS, FAR_SCHEDULES * job.scheduleIntervalSeconds);
  return (untilStart(job, nowMs) ?? 0) > far ? 'start-far' : null;
}

/** Seconds; negative when it should have started already; null when there is no next start. */
export function untilStart({ nextStartAt }: Row<'jobs'>, nowMs: number): number | null {
  return nextStartAt === null ? null : (Date.parse(nextStartAt) - nowMs) / 1_000;
}

/** The finding that the lateness of a job's work follows from, where the job is not going to run. */
export function causeInJob(
  job: Row<'jobs'> | undefined,
  context: Pick<RuleContext, 'server' | 'nowMs'>,
): Pick<Finding, 'cause'> {
  if (!job || isMaintenanceJob(job) || unscheduled(job, context) === null) return {};
  return { cause: { rule: 'jobs/not-scheduled', subject: ['job', String(job.jobId)] } };
}
