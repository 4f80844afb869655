import { z } from 'zod';
import { float8, instant } from '@/lib/db/columns';
import type { ServerFacts } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector, membership, NO_STATISTICS } from './collector';

/** Whoever holds it longest is among the first; what comes behind changes nothing until these let go. */
const TOP = 20;

/**
 * Who keeps VACUUM from removing rows that are dead, the oldest first: whatever holds a snapshot or has written since.
 * VACUUMs themselves are not among them, the server leaves them out of account as well.
 */
export const horizonHolders = defineCollector({
  name: 'horizonHolders',
  title: 'Who keeps VACUUM from removing dead rows',
  tier: 'standard',
  row: z.object({
    kind: z.enum(['session', 'prepared-transaction', 'slot', 'standby']),
    /** `catalogs`: a logical slot, which needs rows of the system catalogs only. */
    holds: z.enum(['tables', 'catalogs']),
    /** Of a session. */
    pid: z.number().nullable(),
    /** Application name, identifier of the prepared transaction, name of the slot or of the standby. */
    name: z.string().nullable(),
    databaseName: z.string().nullable(),
    roleName: z.string().nullable(),
    /** Of a session, as in pg_stat_activity; of a slot `active` or `inactive`. */
    state: z.string().nullable(),
    /** Begin of the transaction; of a slot, since when nobody uses it (17+). */
    since: instant.nullable(),
    /** Transactions begun since. */
    xidAge: float8,
    /** A session of another database holds up that one, and the catalogs that all share, but no table here. */
    concernsThisDatabase: z.boolean(),
  }),
  sql: (server) => (server.engine === 'embedded' ? NO_STATISTICS : holders(server)),
  partly: (server) =>
    server.isSuperuser || server.isMonitor
      ? null
      : {
          unavailable: 'What sessions of other roles hold is hidden',
          mend: membership('pg_read_all_stats', server),
        },
});

function holders({ major }: ServerFacts): Sql {
  const inactiveSince = major >= 17 ? sql`s.inactive_since` : sql`NULL::timestamptz`;
  return sql`
WITH holder AS (
  SELECT 'session' AS kind, 'tables' AS holds, a.pid, a.application_name AS name, a.datname AS database_name, a.usename AS role_name,
         a.state, a.xact_start AS since, greatest(pg_catalog.age(a.backend_xmin), pg_catalog.age(a.backend_xid)) AS xid_age
    FROM pg_catalog.pg_stat_activity a
   WHERE (a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL) AND a.backend_type <> 'walsender'
     AND a.pid <> pg_catalog.pg_backend_pid()
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_vacuum v WHERE v.pid = a.pid)
  UNION ALL
  SELECT 'prepared-transaction', 'tables', NULL, p.gid, p.database, p.owner, NULL, p.prepared, pg_catalog.age(p.transaction)
    FROM pg_catalog.pg_prepared_xacts p
  UNION ALL
  SELECT 'slot', h.holds, NULL, s.slot_name::text, s.database, NULL, CASE WHEN s.active THEN 'active' ELSE 'inactive' END, ${inactiveSince}, h.xid_age
    FROM pg_catalog.pg_replication_slots s
   CROSS JOIN LATERAL (VALUES ('tables', pg_catalog.age(s.xmin)), ('catalogs', pg_catalog.age(s.catalog_xmin))) AS h (holds, xid_age)
   WHERE h.xid_age IS NOT NULL
  UNION ALL
  SELECT 'standby', 'tables', NULL, r.application_name, NULL, r.usename, r.state, NULL, pg_catalog.age(r.backend_xmin)
    FROM pg_catalog.pg_stat_replication r
   WHERE r.backend_xmin IS NOT NULL)
SELECT h.kind, h.holds, h.pid, h.name::text, h.database_name::text AS "databaseName", h.role_name::text AS "roleName", h.state::text, h.since,
       h.xid_age::float8 AS "xidAge",
       h.kind IN ('slot', 'standby') OR h.database_name IS NULL OR h.database_name = pg_catalog.current_database() AS "concernsThisDatabase"
  FROM holder h
 ORDER BY h.xid_age DESC, h.kind, h.name, h.pid
 LIMIT ${TOP}`;
}
