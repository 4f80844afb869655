import { z } from 'zod';
import { float8, instant, int8 } from '@/lib/db/columns';
import { type TimescaleFacts, timescaleAtLeast } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';
import { HYPERTABLE_ID } from './job-config';

/**
 * One row per background job with its statistics. Read from `jobs` and `bgw_job_stat`, because the view
 * `job_stats` joins sessions by application name and multiplies rows. `-infinity` is a normal state there: it
 * stands in `next_start` and `last_finish` while a job runs.
 */
export const jobs = defineCollector({
  name: 'jobs',
  title: 'Background jobs with their run statistics',
  tier: 'standard',
  row: z.object({
    jobId: z.number(),
    applicationName: z.string(),
    procedureSchema: z.string(),
    procedureName: z.string(),
    /** Its oid when that role does not exist any more. */
    owner: z.string(),
    /** A worker logs in as the owner. Null when that role is gone. */
    ownerCanLogin: z.boolean().nullable(),
    ownerCanConnect: z.boolean().nullable(),
    /** Whether the owner may do what owners of the job's hypertable may; null without a hypertable or an owner. */
    ownerOwnsHypertable: z.boolean().nullable(),
    scheduled: z.boolean(),
    fixedSchedule: z.boolean(),
    scheduleIntervalSeconds: float8,
    maxRuntimeSeconds: float8,
    maxRetries: z.number(),
    retryPeriodSeconds: float8,
    config: z.record(z.string(), z.unknown()).nullable(),
    hypertableId: z.number().nullable(),
    /** Where the slots of a fixed schedule are counted from. */
    initialStartAt: instant.nullable(),
    /** False when the job never ran, or when its runner records no statistics. */
    hasStatistics: z.boolean(),
    lastStartedAt: instant.nullable(),
    lastFinishedAt: instant.nullable(),
    lastSucceededAt: instant.nullable(),
    nextStartAt: instant.nullable(),
    /** `next_start` is -infinity: it runs now, or is stuck there after a crash (until 2.26.3). */
    nextStartUnset: z.boolean(),
    nextStartInfinite: z.boolean(),
    lastRunSucceeded: z.boolean().nullable(),
    totalRuns: int8.nullable(),
    totalSuccesses: int8.nullable(),
    totalFailures: int8.nullable(),
    totalCrashes: int8.nullable(),
    consecutiveFailures: int8.nullable(),
    consecutiveCrashes: int8.nullable(),
    averageSuccessSeconds: float8.nullable(),
    lastRunSeconds: float8.nullable(),
    /** A background worker with this job's name is there now; without the right to see more, anything with that name. */
    isRunning: z.boolean(),
  }),
  sql: (server) =>
    withTimescale(
      server,
      (timescale) => sql`
SELECT j.job_id AS "jobId", j.application_name::text AS "applicationName",
       j.proc_schema::text AS "procedureSchema", j.proc_name::text AS "procedureName", coalesce(r.rolname::text, j.owner::text) AS "owner",
       r.rolcanlogin AS "ownerCanLogin",
       pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(), 'CONNECT') AS "ownerCanConnect",
       ${ownsHypertable(timescale)} AS "ownerOwnsHypertable",
       j.scheduled, j.fixed_schedule AS "fixedSchedule",
       extract(epoch FROM j.schedule_interval)::float8 AS "scheduleIntervalSeconds",
       extract(epoch FROM j.max_runtime)::float8 AS "maxRuntimeSeconds",
       j.max_retries AS "maxRetries", extract(epoch FROM j.retry_period)::float8 AS "retryPeriodSeconds", j.config,
       ${HYPERTABLE_ID} AS "hypertableId",
       NULLIF(NULLIF(j.initial_start, '-infinity'), 'infinity') AS "initialStartAt",
       s.job_id IS NOT NULL AS "hasStatistics",
       NULLIF(NULLIF(s.last_start, '-infinity'), 'infinity') AS "lastStartedAt",
       NULLIF(NULLIF(s.last_finish, '-infinity'), 'infinity') AS "lastFinishedAt",
       NULLIF(NULLIF(s.last_successful_finish, '-infinity'), 'infinity') AS "lastSucceededAt",
       NULLIF(NULLIF(s.next_start, '-infinity'), 'infinity') AS "nextStartAt",
       coalesce(s.next_start = '-infinity', false) AS "nextStartUnset",
       coalesce(s.next_start = 'infinity', false) AS "nextStartInfinite",
       s.last_run_success AS "lastRunSucceeded", s.total_runs AS "totalRuns", s.total_successes AS "totalSuccesses",
       s.total_failures AS "totalFailures", s.total_crashes AS "totalCrashes",
       s.consecutive_failures AS "consecutiveFailures", s.consecutive_crashes AS "consecutiveCrashes",
       extract(epoch FROM s.total_duration)::float8 / NULLIF(s.total_successes, 0) AS "averageSuccessSeconds",
       CASE WHEN isfinite(s.last_start) AND isfinite(s.last_finish)
            THEN extract(epoch FROM s.last_finish - s.last_start)::float8 END AS "lastRunSeconds",
       EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity a
                WHERE a.datname = pg_catalog.current_database() AND a.application_name = j.application_name
                  AND coalesce(a.backend_type NOT IN ('client backend', 'parallel worker'), true)) AS "isRunning"
  FROM timescaledb_information.jobs j
  LEFT JOIN _timescaledb_internal.bgw_job_stat s ON s.job_id = j.job_id
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = j.owner::oid
 ORDER BY j.job_id`,
    ),
});

/** From 2.28 the owner of the database may run policies too. A sub-query, so that only the jobs' relations are looked up. */
function ownsHypertable(timescale: TimescaleFacts): Sql {
  const ofDatabase = timescaleAtLeast(timescale, '2.28')
    ? sql`
                   OR pg_catalog.pg_has_role(r.oid, (SELECT d.datdba FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()), 'USAGE')`
    : sql``;
  return sql`(SELECT pg_catalog.pg_has_role(r.oid, c.relowner, 'USAGE')${ofDatabase}
          FROM _timescaledb_catalog.hypertable h
          JOIN pg_catalog.pg_namespace n ON n.nspname = h.schema_name
          JOIN pg_catalog.pg_class c ON c.relname = h.table_name AND c.relnamespace = n.oid
         WHERE h.id = ${HYPERTABLE_ID})`;
}
