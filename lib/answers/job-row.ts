import type { JobRow } from '@/lib/api/jobs';
import type { Row } from '@/lib/collect/snapshot';
import type { ServerFacts } from '@/lib/db/server';
import { jobKind } from '@/lib/derive/job-kind';
import type { KeyedFinding } from '@/lib/rules/judge';
import { reference } from './open-findings';

type Job = Row<'jobs'>;

/** What the rows of all jobs are made of. */
export interface JobSources {
  readonly engine: ServerFacts['engine'];
  readonly hypertables: readonly Row<'hypertables'>[] | null;
  readonly errors: readonly Row<'jobErrors'>[] | null;
  readonly open: readonly KeyedFinding[];
}

/** One background job: what it is for, how it stands, and its newest error. */
export function jobRow(job: Job, { engine, hypertables, errors, open }: JobSources): JobRow {
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
    status: statusOf(job, engine),
    lastError: error
      ? { at: error.finishedAt ?? error.startedAt, sqlState: error.sqlState, message: error.message }
      : null,
    findings: open
      .filter(({ subject }) => subject[0] === 'job' && subject[1] === String(job.jobId))
      .map(reference),
  };
}

/**
 * A run that began, did not end, and has no worker any more was a crash, although its statistics still look as if it
 * were running.
 */
function statusOf(job: Job, engine: ServerFacts['engine']): JobRow['status'] {
  if (job.isRunning) return 'running';
  if (!job.scheduled) return 'paused';
  // Who calls run_job on the embedded engine may leave no statistics behind.
  if (!job.hasStatistics) return engine === 'embedded' ? 'unknown' : 'never-run';
  if (job.totalRuns === 0) return 'never-run';
  if (job.lastRunSucceeded === null) return 'unknown';
  return job.lastRunSucceeded ? 'succeeded' : 'failed';
}
