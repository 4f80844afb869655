import { z } from 'zod';
import { float8, instant, int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { maskLiterals } from '@/lib/sql/without-literals';
import { defineCollector, membership, NO_STATISTICS } from './collector';

const MOST = 200;
/** `pg_blocking_pids` stops the lock manager for a moment each time: of more waiters the rest is only counted. */
const MOST_WAITERS = 50;
const QUERY_LENGTH = 500;

const SECRET = /\bpassword\b|user\s+mapping|subscription|conninfo/i;

/** Literals may be anybody's data; of a statement that may carry a password nothing is read. */
function shown(query: string): string {
  return SECRET.test(query) ? '-- not shown: it may carry a password' : maskLiterals(query);
}

/**
 * Sessions of the whole server, those that block or are blocked first, then the longest transactions; 200 at most. Our
 * own session is left out, and processes of the server that hold no transaction.
 */
export const sessions = defineCollector({
  name: 'sessions',
  title: 'Sessions: state, transaction, wait, who blocks whom',
  tier: 'standard',
  row: z.object({
    pid: z.number(),
    backendType: z.string().nullable(),
    databaseName: z.string().nullable(),
    roleName: z.string().nullable(),
    applicationName: z.string(),
    clientAddress: z.string().nullable(),
    state: z.string().nullable(),
    waitType: z.string().nullable(),
    waitEvent: z.string().nullable(),
    connectedAt: instant,
    /** Null outside a transaction. */
    transactionSeconds: float8.nullable(),
    querySeconds: float8.nullable(),
    /** Since it became idle, active or idle in a transaction. */
    stateSeconds: float8.nullable(),
    hasWritten: z.boolean(),
    /** Transactions since the snapshot that it holds; null when it holds none. */
    snapshotXidAge: float8.nullable(),
    /** Without the lock that every session has on itself. */
    locksHeld: int8,
    /** What it waits to lock, with its mode; null when it waits for none. */
    waitsFor: z.string().nullable(),
    waitSeconds: float8.nullable(),
    /** Processes in its way; 0 is a prepared transaction, which has none. */
    blockedBy: z.array(z.number()),
    isBlocking: z.boolean(),
    /** Of a parallel worker. */
    leaderPid: z.number().nullable(),
    /** Of the statement that runs or ran last, without its values; cut after 500 characters. */
    query: z.string().transform(shown).nullable(),
  }),
  sql: (server) => {
    if (server.engine === 'embedded') return NO_STATISTICS;
    if (!server.isSuperuser && !server.isMonitor)
      return {
        unavailable: 'Sessions of other roles are hidden',
        mend: membership('pg_read_all_stats', server),
      };
    return sql`
WITH lock AS MATERIALIZED (
  SELECT l.pid, l.locktype, l.mode, l.granted, l.database, l.relation,
         ${server.major >= 14 ? sql`l.waitstart` : sql`NULL::timestamptz`} AS waiting_since
    FROM pg_catalog.pg_locks l
   WHERE l.locktype <> 'virtualxid' AND l.pid <> pg_catalog.pg_backend_pid()),
held AS (SELECT l.pid, count(*) AS locks FROM lock l WHERE l.granted GROUP BY l.pid),
waiter AS (
  SELECT DISTINCT ON (l.pid) l.pid, l.mode, l.locktype, l.database, l.relation, l.waiting_since
    FROM lock l WHERE NOT l.granted ORDER BY l.pid LIMIT ${MOST_WAITERS}),
blocked AS MATERIALIZED (SELECT w.*, pg_catalog.pg_blocking_pids(w.pid) AS blockers FROM waiter w),
blocker AS (SELECT DISTINCT pg_catalog.unnest(b.blockers) AS pid FROM blocked b)
SELECT a.pid, a.backend_type AS "backendType", a.datname::text AS "databaseName", a.usename::text AS "roleName",
       coalesce(a.application_name, '') AS "applicationName", host(a.client_addr) AS "clientAddress",
       a.state, a.wait_event_type AS "waitType", a.wait_event AS "waitEvent", a.backend_start AS "connectedAt",
       extract(epoch FROM clock.now - a.xact_start)::float8 AS "transactionSeconds",
       extract(epoch FROM clock.now - a.query_start)::float8 AS "querySeconds",
       extract(epoch FROM clock.now - a.state_change)::float8 AS "stateSeconds",
       a.backend_xid IS NOT NULL AS "hasWritten", pg_catalog.age(a.backend_xmin)::float8 AS "snapshotXidAge",
       coalesce(h.locks, 0) AS "locksHeld",
       CASE WHEN b.pid IS NOT NULL THEN pg_catalog.concat_ws(' on ', b.mode,
         coalesce((SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
                     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.oid = b.relation AND b.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())),
                  b.locktype)) END AS "waitsFor",
       CASE WHEN b.pid IS NOT NULL THEN extract(epoch FROM clock.now - coalesce(b.waiting_since, a.state_change))::float8 END AS "waitSeconds",
       coalesce(b.blockers, '{}') AS "blockedBy", k.pid IS NOT NULL AS "isBlocking", a.leader_pid AS "leaderPid",
       pg_catalog.left(a.query, ${QUERY_LENGTH}) AS "query"
  FROM pg_catalog.pg_stat_activity a
 CROSS JOIN (SELECT pg_catalog.clock_timestamp() AS now) clock
  LEFT JOIN held h ON h.pid = a.pid
  LEFT JOIN blocked b ON b.pid = a.pid
  LEFT JOIN blocker k ON k.pid = a.pid
 WHERE a.pid <> pg_catalog.pg_backend_pid() AND (a.datid IS NOT NULL OR a.backend_type = 'walsender')
 ORDER BY b.pid IS NULL AND k.pid IS NULL, a.xact_start NULLS LAST, a.state = 'idle', a.state_change
 LIMIT ${MOST}`;
  },
});
