import { z } from 'zod';
import { float8, instant } from '@/lib/db/columns';
import { timescaleAtLeast } from '@/lib/db/server';
import { jobRunsTable } from '@/lib/sql/job-runs-table';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';
import { CRASH_MESSAGE, runMessage } from './job-run-message';
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
        ? ofRuns(timescale.readsJobRuns)
        : { unavailable: 'TimescaleDB keeps a history of job runs from version 2.15' },
    ),
  partly: onlyOwnJobs,
});

const ofRuns = (readsTable: boolean): Sql => sql`
SELECT r.job_id AS "jobId",
       NULLIF(NULLIF(r.start_time, '-infinity'), 'infinity') AS "startedAt",
       NULLIF(NULLIF(r.finish_time, '-infinity'), 'infinity') AS "finishedAt",
       CASE WHEN isfinite(r.start_time) AND isfinite(r.finish_time)
            THEN extract(epoch FROM r.finish_time - r.start_time)::float8 END AS "durationSeconds",
       r.succeeded, r.sqlerrcode AS "sqlState", r.err_message AS "message"
  FROM ${readsTable ? TABLE : sql`timescaledb_information.job_history`} r
 ORDER BY r.start_time DESC NULLS LAST
 LIMIT 500`;

/** The table under the names of the view. */
const TABLE = sql`(SELECT h.job_id, h.execution_start AS start_time, h.execution_finish AS finish_time, h.succeeded,
               h.data->'error_data'->>'sqlerrcode' AS sqlerrcode,
               CASE WHEN h.succeeded IS NULL AND h.execution_finish IS NULL AND h.pid IS NULL THEN ${CRASH_MESSAGE}
                    WHEN h.succeeded IS FALSE THEN ${runMessage(sql`h.data->'error_data'`)} END AS err_message
          FROM ${jobRunsTable(2_015_000)} h)`;
