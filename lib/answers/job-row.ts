import type { JobRow } from '@/lib/api/jobs';
import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { jobKind } from '@/lib/derive/job-kind';
import { lastRun } from '@/lib/derive/last-run';
import type { KeyedFinding } from '@/lib/rules/judge';
import { reference } from './open-findings';

type Job = Row<'jobs'>;

/** What the rows of all jobs are made of. */
export interface JobSources {
  readonly snapshot: Pick<Snapshot, 'server' | 'takenAt'>;
  readonly hypertables: readonly Row<'hypertables'>[] | null;
  readonly errors: readonly Row<'jobErrors'>[] | null;
  readonly open: readonly KeyedFinding[];
}

/** One background job: what it is for, how it stands, and its newest error. */
export function jobRow(job: Job, { snapshot, hypertables, errors, open }: JobSources): JobRow {
  const {
    hypertableId,
    // What rules judge and no screen shows.
    nextStartUnset: _,
    nextStartInfinite: __,
    initialStartAt: ___,
    ownerCanLogin: ____,
    ownerCanConnect: _____,
    ownerOwnsHypertable: ______,
    ...described
  } = job;
  const hypertable = hypertables?.find((row) => row.hypertableId === hypertableId);
  const error = errors?.find(({ jobId }) => jobId === job.jobId);
  return {
    ...described,
    kind: jobKind(job),
    hypertable: hypertable ? { schema: hypertable.schema, name: hypertable.name } : null,
    status: job.isRunning || job.scheduled ? lastRun(job, snapshot) : 'paused',
    lastError: error
      ? { at: error.finishedAt ?? error.startedAt, sqlState: error.sqlState, message: error.message }
      : null,
    findings: open
      .filter(({ subject }) => subject[0] === 'job' && subject[1] === String(job.jobId))
      .map(reference),
  };
}
