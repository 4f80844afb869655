import { z } from 'zod';
import { instant, int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';

/**
 * Which of TimescaleDB's permanent workers are there, one row. Every role sees their names; who sees no more than that
 * counts a client that calls itself so, too.
 */
export const backgroundWorkers = defineCollector({
  name: 'backgroundWorkers',
  title: 'TimescaleDB’s launcher and scheduler of background jobs',
  tier: 'standard',
  row: z.object({
    /** One for the server. */
    launchers: int8,
    /** Of this database, whose jobs it starts. */
    schedulers: int8,
    /** `timescaledb.restoring` is on: then nothing is scheduled. */
    isRestoring: z.boolean(),
    serverStartedAt: instant,
  }),
  sql: (server) =>
    withTimescale(server, () =>
      server.engine === 'embedded'
        ? { unavailable: 'the embedded engine has no background workers' }
        : sql`
SELECT count(*) FILTER (WHERE a.application_name = 'TimescaleDB Background Worker Launcher') AS "launchers",
       count(*) FILTER (WHERE a.application_name = 'TimescaleDB Background Worker Scheduler'
                          AND a.datname = pg_catalog.current_database()) AS "schedulers",
       coalesce(pg_catalog.current_setting('timescaledb.restoring', true), '') = 'on' AS "isRestoring",
       pg_catalog.pg_postmaster_start_time() AS "serverStartedAt"
  FROM pg_catalog.pg_stat_activity a
 WHERE coalesce(a.backend_type NOT IN ('client backend', 'parallel worker'), true)`,
    ),
});
