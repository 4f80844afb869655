import { z } from 'zod';
import { float8, int8 } from '@/lib/db/columns';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector, membership, NO_STATISTICS } from './collector';

/**
 * What sessions of the whole server do now, one row; our own connection is left out. Without the right to see other
 * roles' sessions everything but the limits is null: what they do is not known, and their workers look like clients.
 */
export const activity = defineCollector({
  name: 'activity',
  title: 'Sessions by state, the oldest transaction, blocked sessions, wait events',
  tier: 'live',
  row: z.object({
    /** Connections of clients, all databases. */
    clients: int8.nullable(),
    active: int8.nullable(),
    idle: int8.nullable(),
    idleInTransaction: int8.nullable(),
    idleInTransactionAborted: int8.nullable(),
    maxConnections: z.number(),
    /** What is left for ordinary roles after the reserves. */
    usableConnections: z.number(),
    autovacuumWorkers: int8.nullable(),
    /** Age of the oldest open transaction of a client or background worker; null when there is none. */
    oldestTransactionSeconds: float8.nullable(),
    oldestTransactionPid: z.number().nullable(),
    oldestIdleInTransactionSeconds: float8.nullable(),
    longestQuerySeconds: float8.nullable(),
    /** Transactions since the oldest snapshot that a session holds: what vacuum cannot clean up behind. */
    oldestSnapshotXidAge: float8.nullable(),
    blockedSessions: int8.nullable(),
    longestBlockedSeconds: float8.nullable(),
    /** What active sessions wait for; an active session that waits for nothing runs on a processor. */
    waits: z.array(z.object({ type: z.string(), event: z.string(), sessions: z.number() })).nullable(),
  }),
  sql: (server) => {
    if (server.engine === 'embedded') return NO_STATISTICS;
    return server.isSuperuser || server.isMonitor
      ? sql`${SESSIONS}, ${LIMITS} FROM session s`
      : sql`${NOTHING_SEEN}, ${LIMITS}`;
  },
  partly: (server) =>
    server.isSuperuser || server.isMonitor
      ? null
      : {
          unavailable: 'Sessions of other roles are hidden',
          mend: membership('pg_read_all_stats', server),
        },
});

const LIMITS: Sql = sql`pg_catalog.current_setting('max_connections')::int AS "maxConnections",
       pg_catalog.current_setting('max_connections')::int - pg_catalog.current_setting('superuser_reserved_connections')::int
         - coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0) AS "usableConnections"`;

const NOTHING_SEEN: Sql = sql`
SELECT NULL::bigint AS "clients", NULL::bigint AS "active", NULL::bigint AS "idle", NULL::bigint AS "idleInTransaction",
       NULL::bigint AS "idleInTransactionAborted", NULL::bigint AS "autovacuumWorkers", NULL::float8 AS "oldestTransactionSeconds",
       NULL::int AS "oldestTransactionPid", NULL::float8 AS "oldestIdleInTransactionSeconds", NULL::float8 AS "longestQuerySeconds",
       NULL::float8 AS "oldestSnapshotXidAge", NULL::bigint AS "blockedSessions", NULL::float8 AS "longestBlockedSeconds", NULL::jsonb AS "waits"`;

const SESSIONS: Sql = sql`
WITH session AS MATERIALIZED (
  SELECT a.pid, a.state, a.backend_type, a.wait_event_type, a.wait_event, a.xact_start, a.query_start, a.state_change,
         pg_catalog.age(a.backend_xmin) AS snapshot_age, a.backend_type = 'client backend' AS is_client
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
                 ORDER BY w.sessions DESC, w.type, w.event), '[]') FROM wait w) AS "waits"`;
