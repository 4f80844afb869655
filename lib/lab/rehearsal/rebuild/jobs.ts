import type { Row } from '@/lib/collect/snapshot';
import { dollarQuoted, ident, literal, qualified, type Sql, sql } from '@/lib/sql/statement';
import type { RebuildStatement } from './rebuild-statement';

/** Until 2.11 the procedures of policies were in another schema. */
const POLICY_SCHEMA = '_timescaledb_functions';

/** A job with its number, its configuration and, where it has run, when it runs next. Its own procedure does nothing. */
export function insertJob(job: Row<'jobs'>, nowMs: number): RebuildStatement[] {
  const what = `job ${job.jobId}`;
  const isPolicy = job.procedureName.startsWith('policy_');
  const schema = isPolicy ? POLICY_SCHEMA : job.procedureSchema;
  const check = isPolicy
    ? sql`${literal(POLICY_SCHEMA)}, ${literal(`${job.procedureName}_check`)}`
    : sql`NULL, NULL`;
  return [
    ...(isPolicy ? [] : standIn(job)),
    {
      sql: sql`INSERT INTO _timescaledb_config.bgw_job (id, application_name, schedule_interval, max_runtime, max_retries, retry_period, proc_schema, proc_name, owner, scheduled, fixed_schedule, initial_start, hypertable_id, config, check_schema, check_name)
VALUES (${job.jobId}, ${literal(job.applicationName)}, ${seconds(job.scheduleIntervalSeconds)}, ${seconds(job.maxRuntimeSeconds)}, ${job.maxRetries}, ${seconds(job.retryPeriodSeconds)}, ${literal(schema)}, ${literal(job.procedureName)}, current_user::regrole, ${literal(job.scheduled)}, ${literal(job.fixedSchedule)}, ${literal(new Date(nowMs).toISOString())}, ${literal(job.hypertableId)}, ${literal(job.config === null ? null : JSON.stringify(job.config))}, ${check});`,
      what,
    },
    ...(job.hasStatistics ? [{ sql: statistics(job), what: `the runs of ${what}` }] : []),
  ];
}

function standIn({ procedureSchema, procedureName }: Row<'jobs'>): RebuildStatement[] {
  return [
    { sql: sql`CREATE SCHEMA IF NOT EXISTS ${ident(procedureSchema)};`, what: `schema ${procedureSchema}` },
    {
      sql: sql`CREATE OR REPLACE PROCEDURE ${qualified(procedureSchema, procedureName)}(job_id int, config jsonb) LANGUAGE plpgsql AS ${dollarQuoted(sql`BEGIN NULL; END`)};`,
      what: `procedure ${procedureSchema}.${procedureName}`,
    },
  ];
}

const seconds = (value: number): Sql => sql`INTERVAL ${literal(`${value} seconds`)}`;

const instantOr = (instant: string | null, otherwise: string): Sql => literal(instant ?? otherwise);

function statistics(job: Row<'jobs'>): Sql {
  const next = job.nextStartInfinite ? 'infinity' : '-infinity';
  const count = (value: number | null): Sql => literal(value ?? 0);
  return sql`INSERT INTO _timescaledb_internal.bgw_job_stat (job_id, last_start, last_finish, next_start, last_successful_finish, last_run_success, total_runs, total_duration, total_duration_failures, total_successes, total_failures, total_crashes, consecutive_failures, consecutive_crashes)
VALUES (${job.jobId}, ${instantOr(job.lastStartedAt, '-infinity')}, ${instantOr(job.lastFinishedAt, '-infinity')}, ${instantOr(job.nextStartAt, next)}, ${instantOr(job.lastSucceededAt, '-infinity')}, ${literal(job.lastRunSucceeded ?? false)}, ${count(job.totalRuns)}, '0', '0', ${count(job.totalSuccesses)}, ${count(job.totalFailures)}, ${count(job.totalCrashes)}, ${count(job.consecutiveFailures)}, ${count(job.consecutiveCrashes)});`;
}
