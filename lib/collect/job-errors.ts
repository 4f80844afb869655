import { z } from 'zod';
import { instant } from '@/lib/db/columns';
import { timescaleAtLeast } from '@/lib/db/server';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';

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
SELECT e.job_id AS "jobId", e.start_time AS "startedAt", e.finish_time AS "finishedAt",
       e.sqlerrcode AS "sqlState", e.err_message AS "message"
  FROM timescaledb_information.job_errors e
 ORDER BY e.start_time DESC NULLS LAST
 LIMIT 200`,
    ),
  partly: (server) => {
    if (server.isSuperuser || !server.timescale) return null;
    // Until 2.27.0 an operator-precedence error in the view showed failures to everyone.
    if (timescaleAtLeast(server.timescale, '2.18') && !timescaleAtLeast(server.timescale, '2.27'))
      return null;
    return {
      unavailable:
        'TimescaleDB shows job errors to members of the job owner’s or the database owner’s role only; pg_monitor does not help',
    };
  },
});
