import { z } from 'zod';
import { float8, instant } from '@/lib/db/columns';
import { timescaleAtLeast } from '@/lib/db/server';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';
import { onlyOwnJobs } from './job-visibility';

/**
 * The newest runs of background jobs. Failures are always kept; successes only while
 * `timescaledb.enable_job_execution_logging` is on, which it is not by default.
 */
export const jobHistory = defineCollector({
  name: 'jobHistory',
  title: 'Runs of background jobs',
  tier: 'standard',
  row: z.object({
    jobId: z.number(),
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
    durationSeconds: float8.nullable(),
    /** Null while it runs, and after a crash that left no result. */
    succeeded: z.boolean().nullable(),
    sqlState: z.string().nullable(),
    message: z.string().nullable(),
  }),
  sql: (server) =>
    withTimescale(server, (timescale) =>
      timescaleAtLeast(timescale, '2.15')
        ? sql`
SELECT r.job_id AS "jobId",
       NULLIF(NULLIF(r.start_time, '-infinity'), 'infinity') AS "startedAt",
       NULLIF(NULLIF(r.finish_time, '-infinity'), 'infinity') AS "finishedAt",
       CASE WHEN isfinite(r.start_time) AND isfinite(r.finish_time)
            THEN extract(epoch FROM r.finish_time - r.start_time)::float8 END AS "durationSeconds",
       r.succeeded, r.sqlerrcode AS "sqlState", r.err_message AS "message"
  FROM timescaledb_information.job_history r
 ORDER BY r.start_time DESC NULLS LAST
 LIMIT 500`
        : { unavailable: 'TimescaleDB keeps a history of job runs from version 2.15' },
    ),
  partly: onlyOwnJobs,
});
