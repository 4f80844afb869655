import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { secondsSince } from './seconds-since';

/** JOB-3: `-infinity` stands there while a job runs; a crash is retried after five minutes, so ten are past both. */
const STUCK_SECONDS = 600;

/**
 * - `running`: a worker is at it. TimescaleDB notes no success until it ends, so its statistics look like a failure.
 * - `stuck`: it began long ago, did not end, has no worker any more, and none is going to be started.
 */
export type LastRun = 'running' | 'stuck' | 'failed' | 'succeeded' | 'never-run' | 'unknown';

/** How the newest run of a job went, whether the job is paused by now or not. */
export function lastRun(
  job: Row<'jobs'>,
  { server, takenAt }: Pick<Snapshot, 'server' | 'takenAt'>,
): LastRun {
  if (job.isRunning) return 'running';
  // Who calls run_job on the embedded engine may leave no statistics behind.
  if (!job.hasStatistics) return server.engine === 'embedded' ? 'unknown' : 'never-run';
  if (job.totalRuns === 0) return 'never-run';
  if (job.lastStartedAt !== null && job.lastFinishedAt === null)
    return unfinished(job, server.inRecovery, Date.parse(takenAt));
  if (job.lastRunSucceeded === null) return 'unknown';
  return job.lastRunSucceeded ? 'succeeded' : 'failed';
}

/** A run without an end and without a worker crashed; but the workers of a primary are not seen from its standby. */
function unfinished(job: Row<'jobs'>, inRecovery: boolean, nowMs: number): LastRun {
  if (inRecovery) return 'unknown';
  return isStuck(job, nowMs) ? 'stuck' : 'failed';
}

/** Whether its next start still says that it runs, long after it began, though no worker is at it. */
export function isStuck(job: Row<'jobs'>, nowMs: number): boolean {
  return (
    !job.isRunning && job.nextStartUnset && (secondsSince(job.lastStartedAt, nowMs) ?? 0) > STUCK_SECONDS
  );
}
