import { z } from 'zod';
import { float8, int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';

/** Locks held and waited for on the whole server, and how full the shared lock table is; one row. */
export const locks = defineCollector({
  name: 'locks',
  title: 'Locks by mode, waiting ones, use of the lock table',
  tier: 'live',
  row: z.object({
    held: int8,
    waiting: int8,
    /** Null before PostgreSQL 14, and when nobody waits. */
    longestWaitSeconds: float8.nullable(),
    /** Locks in the shared table; weak locks on relations take a slot of their session's own first. */
    tableSlotsUsed: int8,
    /** Slots that the table has for sure; when they are gone, statements fail with "out of shared memory". */
    tableSlots: float8,
    modes: z.array(z.object({ mode: z.string(), held: z.number(), waiting: z.number() })),
  }),
  sql: ({ major }) => sql`
WITH lock AS MATERIALIZED (
  SELECT l.mode, l.granted, l.fastpath, ${major >= 14 ? sql`l.waitstart` : sql`NULL::timestamptz`} AS waiting_since
    FROM pg_catalog.pg_locks l
   WHERE l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()),
mode AS (
  SELECT l.mode, count(*) FILTER (WHERE l.granted) AS held, count(*) FILTER (WHERE NOT l.granted) AS waiting
    FROM lock l GROUP BY l.mode)
SELECT count(*) FILTER (WHERE l.granted) AS "held", count(*) FILTER (WHERE NOT l.granted) AS "waiting",
       extract(epoch FROM pg_catalog.clock_timestamp() - min(l.waiting_since) FILTER (WHERE NOT l.granted))::float8 AS "longestWaitSeconds",
       count(*) FILTER (WHERE NOT l.fastpath) AS "tableSlotsUsed",
       pg_catalog.current_setting('max_locks_per_transaction')::float8
         * (pg_catalog.current_setting('max_connections')::int + pg_catalog.current_setting('max_prepared_transactions')::int
            + coalesce(pg_catalog.current_setting('autovacuum_worker_slots', true), pg_catalog.current_setting('autovacuum_max_workers'))::int
            + pg_catalog.current_setting('max_worker_processes')::int + pg_catalog.current_setting('max_wal_senders')::int + 1) AS "tableSlots",
       (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('mode', m.mode, 'held', m.held, 'waiting', m.waiting) ORDER BY m.mode), '[]')
          FROM mode m) AS "modes"
  FROM lock l`,
});
