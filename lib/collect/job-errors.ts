import { z } from 'zod';
import { instant } from '@/lib/db/columns';
import { timescaleAtLeast } from '@/lib/db/server';
import { jobRunsTable } from '@/lib/sql/job-runs-table';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';
import { CRASH_MESSAGE, runMessage } from './job-run-message';
import { onlyOwnJobErrors } from './job-visibility';

/** The newest failures of background jobs, as far as this role may read them. */
export const jobErrors = defineCollector({
  name: 'jobErrors',
  title: 'Errors of background jobs',
  tier: 'standard',
  row: z.object({
    jobId: z.number(),
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
    sqlState: z.string().nullable(),
    message: z.string().nullable(),
  }),
  sql: (server) =>
    withTimescale(server, (timescale) =>
      !timescale.readsJobRuns ? FROM_VIEW : timescaleAtLeast(timescale, '2.15') ? FROM_RUNS : FROM_ERRORS,
    ),
  partly: onlyOwnJobErrors,
});

const FROM_VIEW = sql`
SELECT e.job_id AS "jobId", NULLIF(NULLIF(e.start_time, '-infinity'), 'infinity') AS "startedAt",
       NULLIF(NULLIF(e.finish_time, '-infinity'), 'infinity') AS "finishedAt",
       e.sqlerrcode AS "sqlState", e.err_message AS "message"
  FROM timescaledb_information.job_errors e
 ORDER BY e.start_time DESC NULLS LAST
 LIMIT 200`;

/** A run that goes on has no result either, but a process. */
const FROM_RUNS = sql`
SELECT h.job_id AS "jobId", NULLIF(NULLIF(h.execution_start, '-infinity'), 'infinity') AS "startedAt",
       NULLIF(NULLIF(h.execution_finish, '-infinity'), 'infinity') AS "finishedAt",
       h.data->'error_data'->>'sqlerrcode' AS "sqlState",
       CASE WHEN h.succeeded IS NULL THEN ${CRASH_MESSAGE} ELSE ${runMessage(sql`h.data->'error_data'`)} END AS "message"
  FROM ${jobRunsTable(2_015_000)} h
 WHERE h.succeeded IS FALSE OR (h.succeeded IS NULL AND h.execution_finish IS NULL AND h.pid IS NULL)
 ORDER BY h.execution_start DESC NULLS LAST
 LIMIT 200`;

const FROM_ERRORS = sql`
SELECT e.job_id AS "jobId", NULLIF(NULLIF(e.start_time, '-infinity'), 'infinity') AS "startedAt",
       NULLIF(NULLIF(e.finish_time, '-infinity'), 'infinity') AS "finishedAt",
       e.error_data->>'sqlerrcode' AS "sqlState", coalesce(${runMessage(sql`e.error_data`)}, ${CRASH_MESSAGE}) AS "message"
  FROM ${jobRunsTable(2_014_000)} e
 ORDER BY e.start_time DESC NULLS LAST
 LIMIT 200`;
