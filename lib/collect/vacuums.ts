import { z } from 'zod';
import { float8, instant } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector, membership, NO_STATISTICS } from './collector';

/** One row per VACUUM that runs in this database now, by hand or by autovacuum. There are never many. */
export const vacuums = defineCollector({
  name: 'vacuums',
  title: 'VACUUMs that run now',
  tier: 'standard',
  row: z.object({
    pid: z.number(),
    /** Of the table, or of its TOAST table. */
    relationOid: z.number(),
    /** Null, as what follows, when this role may not see it. */
    phase: z.string().nullable(),
    /** Pages of the table that it has read, 0 to 1; the indexes come on top. */
    scannedRatio: float8.nullable(),
    isAutovacuum: z.boolean().nullable(),
    /** It came to prevent wraparound, and gives way to nobody. */
    isForced: z.boolean().nullable(),
    startedAt: instant.nullable(),
  }),
  sql: ({ engine }) =>
    engine === 'embedded'
      ? NO_STATISTICS
      : sql`
SELECT v.pid, v.relid AS "relationOid", v.phase, v.heap_blks_scanned::float8 / nullif(v.heap_blks_total, 0) AS "scannedRatio",
       a.backend_type = 'autovacuum worker' AS "isAutovacuum", 
       CASE WHEN a.backend_type IS NOT NULL THEN a.query LIKE '%to prevent wraparound%' END AS "isForced", a.xact_start AS "startedAt"
  FROM pg_catalog.pg_stat_progress_vacuum v
  LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = v.pid
 WHERE v.datname = pg_catalog.current_database()
 ORDER BY a.xact_start, v.pid`,
  partly: (server) =>
    server.isSuperuser || server.isMonitor
      ? null
      : {
          unavailable: 'How far VACUUMs of other roles are is hidden',
          mend: membership('pg_read_all_stats', server),
        },
});
