import type { Row } from '@/lib/collect/snapshot';
import { jobKind } from '@/lib/derive/job-kind';

export type OwnerProblem = 'gone' | 'no-login' | 'no-connect' | 'not-owner';

/** Kinds that TimescaleDB runs with the rights of the job's owner on a hypertable that it has to own. */
const OF_HYPERTABLE: ReadonlySet<string> = new Set([
  'columnstore',
  'retention',
  'refresh',
  'reorder',
  'compaction',
]);

/** Why no run of a job can succeed, whatever it does: a worker logs in as its owner and has its rights. Null when it can. */
export function ownerProblem(job: Row<'jobs'>): OwnerProblem | null {
  if (job.ownerCanLogin === null) return 'gone';
  if (job.ownerCanLogin === false) return 'no-login';
  if (job.ownerCanConnect === false) return 'no-connect';
  return job.ownerOwnsHypertable === false && OF_HYPERTABLE.has(jobKind(job)) ? 'not-owner' : null;
}
