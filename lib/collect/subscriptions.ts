import { z } from 'zod';
import { float8, instant } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector, membership } from './collector';
import { DOES_NOT_REPLICATE } from './write-ahead-log';

/** What this server subscribes to, one row per subscription of any database; its address is never read. */
export const subscriptions = defineCollector({
  name: 'subscriptions',
  title: 'Subscriptions of logical replication',
  tier: 'standard',
  row: z.object({
    name: z.string(),
    /** False when ALTER SUBSCRIPTION … DISABLE, or an error, switched it off; null where this role may not see that (13). */
    isEnabled: z.boolean().nullable(),
    /** False when it is switched off or its worker cannot run. */
    isRunning: z.boolean(),
    /** Tables whose first copy is under way. */
    tablesCopying: z.number(),
    lastMessageAt: instant.nullable(),
    /** The end of the log that the publisher reported last, and when. */
    latestEndAt: instant.nullable(),
    /** Since the statistics' reset; null before PostgreSQL 15. */
    applyErrors: float8.nullable(),
    copyErrors: float8.nullable(),
  }),
  sql: ({ engine, major, isSuperuser }) =>
    engine === 'embedded'
      ? DOES_NOT_REPLICATE
      : sql`
SELECT s.subname::text AS "name", ${major >= 14 || isSuperuser ? sql`bool_and(p.subenabled)` : sql`NULL::boolean`} AS "isEnabled",
       coalesce(bool_or(s.pid IS NOT NULL AND s.relid IS NULL), false) AS "isRunning",
       (count(*) FILTER (WHERE s.relid IS NOT NULL))::int AS "tablesCopying",
       max(s.last_msg_receipt_time) AS "lastMessageAt", max(s.latest_end_time) AS "latestEndAt",
       ${
         major >= 15
           ? sql`max(e.apply_error_count)::float8 AS "applyErrors", max(e.sync_error_count)::float8 AS "copyErrors"`
           : sql`NULL::float8 AS "applyErrors", NULL::float8 AS "copyErrors"`
       }
  FROM pg_catalog.pg_stat_subscription s
  ${major >= 14 || isSuperuser ? sql`JOIN pg_catalog.pg_subscription p ON p.oid = s.subid` : sql``}
  ${major >= 15 ? sql`LEFT JOIN pg_catalog.pg_stat_subscription_stats e ON e.subid = s.subid` : sql``}
 GROUP BY s.subid, s.subname
 ORDER BY s.subname
 LIMIT 200`,
  partly: (server) =>
    server.isSuperuser || server.isMonitor
      ? null
      : { unavailable: 'Times of subscriptions are hidden', mend: membership('pg_read_all_stats', server) },
});
