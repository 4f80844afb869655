import type { JobRow } from '@/lib/api/jobs';
import type { Row } from '@/lib/collect/snapshot';
import type { ServerFacts } from '@/lib/db/server';
import type { KeyedFinding } from '@/lib/rules/judge';
import { reference } from './open-findings';

type Job = Row<'jobs'>;

const POLICIES: Readonly<Record<string, JobRow['kind']>> = {
  policy_compression: 'columnstore',
  policy_retention: 'retention',
  policy_refresh_continuous_aggregate: 'refresh',
  policy_reorder: 'reorder',
  policy_compaction: 'compaction',
  policy_telemetry: 'telemetry',
};
/** Jobs with smaller ids are TimescaleDB's own maintenance. */
const FIRST_USER_JOB = 1_000;

/** What the rows of all jobs are made of. */
export interface JobSources {
  readonly engine: ServerFacts['engine'];
  readonly hypertables: readonly Row<'hypertables'>[] | null;
  readonly errors: readonly Row<'jobErrors'>[] | null;
  readonly open: readonly KeyedFinding[];
}

/** One background job: what it is for, how it stands, and its newest error. */
export function jobRow(job: Job, { engine, hypertables, errors, open }: JobSources): JobRow {
  const { hypertableId, nextStartUnset: _, nextStartInfinite: __, ...described } = job;
  const hypertable = hypertables?.find((row) => row.hypertableId === hypertableId);
  const error = errors?.find(({ jobId }) => jobId === job.jobId);
  return {
    ...described,
    kind: kindOf(job),
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

function kindOf({ jobId, procedureSchema, procedureName }: Job): JobRow['kind'] {
  const isTimescale =
    procedureSchema === '_timescaledb_functions' || procedureSchema === '_timescaledb_internal';
  const policy = isTimescale ? POLICIES[procedureName] : undefined;
  return policy ?? (jobId < FIRST_USER_JOB ? 'internal' : 'custom');
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
