import { spanLiteral } from './span';
import { joined, literal, type Sql, sql } from './statement';

/** The keys of a policy's configuration that advice changes. */
export type PolicyKey =
  | 'start_offset'
  | 'end_offset'
  | 'buckets_per_batch'
  | 'compress_after'
  | 'drop_after'
  | 'recompress'
  | 'max_successes_per_job'
  | 'max_failures_per_job'
  | 'recompress_unordered';

/**
 * Changes one key and keeps the others: `alter_job` replaces the whole configuration, and its `config_merge` exists
 * from 2.29 only. A string is an interval, a number is in the units of integer time, null is an open end.
 */
export function alterJobConfig(jobId: number, key: PolicyKey, value: string | number | boolean | null): Sql {
  return sql`SELECT alter_job(job_id, config => jsonb_set(config, ${literal(`{${key}}`)}, ${literal(JSON.stringify(value))})) FROM timescaledb_information.jobs WHERE job_id = ${jobId};`;
}

/** Removes a job for good. */
export function deleteJob(jobId: number): Sql {
  return sql`SELECT delete_job(${jobId});`;
}

/** Puts a saved configuration back, whole. */
export function restoreJobConfig(jobId: number, config: Readonly<Record<string, unknown>>): Sql {
  return sql`SELECT alter_job(${jobId}, config => ${literal(JSON.stringify(config))}::jsonb);`;
}

/** What one key of a job's configuration says now, as text; `open-ended` for JSON null. */
export function readJobConfig(jobId: number, key: PolicyKey): Sql {
  return sql`SELECT coalesce(config->>${literal(key)}, 'open-ended') FROM timescaledb_information.jobs WHERE job_id = ${jobId};`;
}

/** Pauses or resumes a job; no run is lost or repeated by it. */
export function setJobScheduled(jobId: number, scheduled: boolean): Sql {
  return sql`SELECT alter_job(${jobId}, scheduled => ${literal(scheduled)});`;
}

/** Lets the scheduler start the job as soon as a worker is free. */
export function startJobNow(jobId: number): Sql {
  return sql`SELECT alter_job(${jobId}, next_start => now());`;
}

/** `startAt` in ISO 8601, or `infinity`, which is how a job is kept from starting. */
export function setJobNextStart(jobId: number, startAt: string): Sql {
  return sql`SELECT alter_job(${jobId}, next_start => ${literal(startAt)}::timestamptz);`;
}

/** Moves the slots of a fixed schedule, and with them its next start (2.12+). `startAt` in ISO 8601. */
export function setJobInitialStart(jobId: number, startAt: string): Sql {
  return sql`SELECT alter_job(${jobId}, initial_start => ${literal(startAt)}::timestamptz);`;
}

/** How many of these jobs start within the minute that begins at `startAt`, in ISO 8601. */
export function countJobStarts(jobIds: readonly number[], startAt: string): Sql {
  return sql`SELECT count(*) FROM _timescaledb_internal.bgw_job_stat WHERE job_id IN (${joined(jobIds.map(literal), ', ')}) AND next_start - ${literal(startAt)}::timestamptz BETWEEN INTERVAL '-1 second' AND INTERVAL '1 minute';`;
}

/** How often the job runs. */
export function setJobInterval(jobId: number, seconds: number): Sql {
  return sql`SELECT alter_job(${jobId}, schedule_interval => ${spanLiteral({ seconds })});`;
}

/** Runs the job in the caller's session; its error is shown there, and its statistics stay as they are. */
export function runJob(jobId: number): Sql {
  return sql`CALL run_job(${jobId});`;
}

/** Changes several keys at once and keeps the others, so that no half of them is checked alone. */
export function mergeJobConfig(jobId: number, values: Readonly<Record<string, string | number>>): Sql {
  return sql`SELECT alter_job(job_id, config => config || ${literal(JSON.stringify(values))}::jsonb) FROM timescaledb_information.jobs WHERE job_id = ${jobId};`;
}

/** What a policy's configuration is to say: intervals as text, integers as numbers. */
export interface PolicyValue {
  readonly procedure: string;
  readonly hypertableId: number;
  /** Null where it is still to be added: an aggregate may have several refresh policies (2.21+). */
  readonly jobId: number | null;
  readonly values: Readonly<Record<string, string | number>>;
}

/** How many of these policies are there with these values. */
export function countPoliciesAsSet(policies: readonly PolicyValue[]): Sql {
  const tests = policies.map(({ procedure, hypertableId, jobId, values }) => {
    const own = sql`proc_name = ${literal(procedure)} AND coalesce(config->>'hypertable_id', config->>'mat_hypertable_id') = ${literal(String(hypertableId))}${jobId === null ? sql`` : sql` AND job_id = ${jobId}`}`;
    const equal = Object.entries(values).map(([key, value]) =>
      typeof value === 'number'
        ? sql`(config->>${literal(key)})::bigint = ${value}`
        : sql`(config->>${literal(key)})::interval = INTERVAL ${literal(value)}`,
    );
    // CASE, because a value of another policy may not convert.
    return sql`(SELECT count(*) FROM timescaledb_information.jobs WHERE CASE WHEN ${own} THEN ${joined([sql`true`, ...equal], ' AND ')} END)`;
  });
  return sql`SELECT ${joined(tests, ' + ')};`;
}

/** Whether the job is scheduled. */
export function readJobScheduled(jobId: number): Sql {
  return sql`SELECT scheduled FROM timescaledb_information.jobs WHERE job_id = ${jobId};`;
}

/** Whether the job has a time to start at: neither infinity nor that of a run under way. */
export function hasNextStart(jobId: number): Sql {
  return sql`SELECT isfinite(next_start) FROM _timescaledb_internal.bgw_job_stat WHERE job_id = ${jobId};`;
}

/** Whether the job's last run succeeded. */
export function readLastRunSuccess(jobId: number): Sql {
  return sql`SELECT last_run_success FROM _timescaledb_internal.bgw_job_stat WHERE job_id = ${jobId};`;
}

/** Whether the job runs that often. */
export function hasJobInterval(jobId: number, seconds: number): Sql {
  return sql`SELECT schedule_interval = ${spanLiteral({ seconds })} FROM timescaledb_information.jobs WHERE job_id = ${jobId};`;
}
