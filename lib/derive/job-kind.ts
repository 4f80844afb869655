import type { Row } from '@/lib/collect/snapshot';

type Job = Pick<Row<'jobs'>, 'jobId' | 'procedureSchema' | 'procedureName'>;

export type JobKind =
  | 'columnstore'
  | 'retention'
  | 'refresh'
  | 'reorder'
  | 'compaction'
  | 'telemetry'
  | 'custom'
  | 'internal';

const OF_TIMESCALE: Readonly<Record<string, JobKind>> = {
  policy_compression: 'columnstore',
  policy_retention: 'retention',
  policy_refresh_continuous_aggregate: 'refresh',
  policy_reorder: 'reorder',
  policy_compaction: 'compaction',
  policy_telemetry: 'telemetry',
};
/** Its functions moved in 2.12. */
const SCHEMAS: ReadonlySet<string> = new Set(['_timescaledb_functions', '_timescaledb_internal']);
const FIRST_OTHER_JOB = 1_000;

/** What a job is for. A procedure of a user's is no policy, whatever its name. */
export function jobKind(job: Job): JobKind {
  const policy = SCHEMAS.has(job.procedureSchema) ? OF_TIMESCALE[job.procedureName] : undefined;
  return policy ?? (isMaintenanceJob(job) ? 'internal' : 'custom');
}

/** Whether a job is TimescaleDB's own, such as telemetry: policies and jobs of users have ids from 1000 on. */
export function isMaintenanceJob({ jobId }: Pick<Job, 'jobId'>): boolean {
  return jobId < FIRST_OTHER_JOB;
}
