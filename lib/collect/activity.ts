import { z } from 'zod';
import { float8, int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector, membership, NO_STATISTICS } from './collector';

/** What sessions of the whole server do now, one row; our own connection is left out. */
export const activity = defineCollector({
  name: 'activity',
  title: 'Sessions by state, the oldest transaction, blocked sessions, wait events',
  tier: 'live',
  row: z.object({
    /** Connections of clients, all databases. */
    clients: int8,
    active: int8,
    idle: int8,
    idleInTransaction: int8,
    idleInTransactionAborted: int8,
    /** Clients whose state this role may not see; they are in `clients` only. */
    hidden: int8,
    maxConnections: z.number(),
    /** What is left for ordinary roles after the reserves. */
    usableConnections: z.number(),
    autovacuumWorkers: int8,
    /** Age of the oldest open transaction of a client or background worker; null when there is none. */
    oldestTransactionSeconds: float8.nullable(),
    oldestTransactionPid: z.number().nullable(),
    oldestIdleInTransactionSeconds: float8.nullable(),
    longestQuerySeconds: float8.nullable(),
    /** Transactions since the oldest snapshot that a session holds: what vacuum cannot clean up behind. */
    oldestSnapshotXidAge: float8.nullable(),
    blockedSessions: int8,
    longestBlockedSeconds: float8.nullable(),
    /** What active sessions wait for; an active session that waits for nothing runs on a processor. */
    waits: z.array(z.object({ type: z.string(), event: z.string(), sessions: z.number() })),
  }),
  sql: ({ engine }) =>
    engine === 'embedded'
      ? NO_STATISTICS
      : sql`
WITH session AS MATERIALIZED (
  SELECT a.pid, a.state, a.backend_type, a.wait_event_type, a.wait_event, a.xact_start, a.query_start, a.state_change,
         pg_catalog.age(a.backend_xmin) AS snapshot_age,
         -- Without rights only pid, database, role and application are shown, of clients and workers alike.
         a.backend_type = 'client backend' OR (a.backend_type IS NULL AND a.usesysid IS NOT NULL) AS is_client
    FROM pg_catalog.pg_stat_activity a
   WHERE a.pid <> pg_catalog.pg_backend_pid()),
wait AS (
  SELECT s.wait_event_type AS type, s.wait_event AS event, count(*) AS sessions
    FROM session s WHERE s.state = 'active' AND s.wait_event_type IS NOT NULL AND s.is_client
   GROUP BY 1, 2)
SELECT count(*) FILTER (WHERE s.is_client) AS "clients",
       count(*) FILTER (WHERE s.is_client AND s.state = 'active') AS "active",
       count(*) FILTER (WHERE s.is_client AND s.state = 'idle') AS "idle",
       count(*) FILTER (WHERE s.state = 'idle in transaction') AS "idleInTransaction",
       count(*) FILTER (WHERE s.state = 'idle in transaction (aborted)') AS "idleInTransactionAborted",
       count(*) FILTER (WHERE s.is_client AND s.state IS NULL) AS "hidden",
       pg_catalog.current_setting('max_connections')::int AS "maxConnections",
       pg_catalog.current_setting('max_connections')::int - pg_catalog.current_setting('superuser_reserved_connections')::int
         - coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0) AS "usableConnections",
       count(*) FILTER (WHERE s.backend_type = 'autovacuum worker') AS "autovacuumWorkers",
       extract(epoch FROM pg_catalog.clock_timestamp() - min(s.xact_start) FILTER (WHERE s.backend_type IN ('client backend', 'background worker')))::float8 AS "oldestTransactionSeconds",
       (SELECT o.pid FROM session o WHERE o.xact_start IS NOT NULL AND o.backend_type IN ('client backend', 'background worker')
         ORDER BY o.xact_start LIMIT 1) AS "oldestTransactionPid",
       extract(epoch FROM pg_catalog.clock_timestamp() - min(s.state_change) FILTER (WHERE s.state LIKE 'idle in transaction%'))::float8 AS "oldestIdleInTransactionSeconds",
       extract(epoch FROM pg_catalog.clock_timestamp() - min(s.query_start) FILTER (WHERE s.is_client AND s.state = 'active'))::float8 AS "longestQuerySeconds",
       max(s.snapshot_age)::float8 AS "oldestSnapshotXidAge",
       count(*) FILTER (WHERE s.wait_event_type = 'Lock') AS "blockedSessions",
       extract(epoch FROM pg_catalog.clock_timestamp() - min(s.state_change) FILTER (WHERE s.wait_event_type = 'Lock'))::float8 AS "longestBlockedSeconds",
       (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('type', w.type, 'event', w.event, 'sessions', w.sessions)
                 ORDER BY w.sessions DESC, w.type, w.event), '[]') FROM wait w) AS "waits"
  FROM session s`,
  partly: (server) =>
    server.isSuperuser || server.isMonitor
      ? null
      : {
          unavailable: 'The state of sessions of other roles is hidden',
          mend: membership('pg_read_all_stats', server),
        },
});
