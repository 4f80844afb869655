import { z } from 'zod';
import { instant } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';
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
    withTimescale(
      server,
      () => sql`
SELECT e.job_id AS "jobId", NULLIF(NULLIF(e.start_time, '-infinity'), 'infinity') AS "startedAt",
       NULLIF(NULLIF(e.finish_time, '-infinity'), 'infinity') AS "finishedAt",
       e.sqlerrcode AS "sqlState", e.err_message AS "message"
  FROM timescaledb_information.job_errors e
 ORDER BY e.start_time DESC NULLS LAST
 LIMIT 200`,
    ),
  partly: onlyOwnJobErrors,
});
