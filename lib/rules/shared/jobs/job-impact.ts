import type { Row } from '@/lib/collect/snapshot';
import { type JobKind, jobKind } from '@/lib/derive/job-kind';
import type { Impact } from '../../rule';

/** The policies without which data gets too large, too old or too stale. */
const PREVENTS: Partial<Record<JobKind, string>> = {
  columnstore: 'chunks that stay in the row store',
  retention: 'rows that outlive their time',
  refresh: 'an aggregate that falls behind',
};

/** What comes of a job that does not run. */
export function jobImpact(job: Row<'jobs'>): Impact {
  return {
    prevents: PREVENTS[jobKind(job)] ?? 'work that silently is not done',
    basis: 'Not estimated: it depends on what the job has to do.',
  };
}

/** Whether data suffers, and not only its order or somebody's report. */
export function isDataPolicy(job: Row<'jobs'>): boolean {
  return jobKind(job) in PREVENTS;
}
