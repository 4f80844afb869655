import { z } from 'zod';
import { float8, instant } from '@/lib/db/columns';
import { extensionVersionNumber, type ServerFacts } from '@/lib/db/server';
import { ident, joined, type Sql, sql } from '@/lib/sql/statement';
import { OF_THIS_DATABASE } from '@/lib/sql/statements-of-database';
import { defineCollector, membership, type Unavailable } from './collector';
import { withoutSecrets } from './without-secrets';

/** Screens list what takes the most time, and the worst by each other measure; about 150 rows, however many there are. */
const TOP_BY_TIME = 80;
const TOP_BY_OTHERS = 15;

/** The answer on the embedded engine, which cannot have the extension; another server lacks it, and could. */
export const NO_STATEMENTS: Unavailable = { unavailable: 'the embedded engine has no pg_stat_statements' };

/**
 * The statements of this database that take the most time, write or read the most or run the most often; our own as one
 * row, and all others as one, so that shares add up. Counters are cumulative since `statsSince`, or since
 * `statsResetAt`; an entry that is pushed out and comes back starts again.
 */
export const statements = defineCollector({
  name: 'statements',
  title: 'Statements by total time (pg_stat_statements)',
  tier: 'standard',
  bulk: true,
  row: z.object({
    /** True on the one row that sums up what is not among the top. */
    isRemainder: z.boolean(),
    /** True on the one row that sums up what Chunkwise itself asks. */
    isOwn: z.boolean(),
    /** How many entries the row stands for. */
    statementCount: z.number(),
    /** Text: the number uses all 64 bits. Null on both sums, and when this role may not see it. */
    queryId: z.string().nullable(),
    roleName: z.string().nullable(),
    /** PostgreSQL 14+; null before. */
    isTopLevel: z.boolean().nullable(),
    /** Null on both sums, and when hidden. Literals are parameters; of what may hold a secret only the command is kept. */
    query: z.string().transform(withoutSecrets).nullable(),
    calls: float8,
    totalSeconds: float8,
    planSeconds: float8,
    minSeconds: float8.nullable(),
    maxSeconds: float8.nullable(),
    deviationSeconds: float8.nullable(),
    rows: float8,
    sharedBlocksHit: float8,
    sharedBlocksRead: float8,
    sharedBlocksDirtied: float8,
    sharedBlocksWritten: float8,
    temporaryBlocksRead: float8,
    temporaryBlocksWritten: float8,
    /** Zero as long as track_io_timing is off. */
    blockReadSeconds: float8,
    blockWriteSeconds: float8,
    walBytes: float8,
    /** When this entry began to count; of a sum the newest of its entries. Null before extension version 1.11. */
    statsSince: instant.nullable(),
    /** Null before extension version 1.9. */
    statsResetAt: instant.nullable(),
    /** Entries that were pushed out since then; when it grows, the list is incomplete. Null before extension version 1.9. */
    deallocations: float8.nullable(),
  }),
  sql: (server) => {
    const schema = server.extensionSchemas.pg_stat_statements;
    if (schema === undefined && server.engine === 'embedded') return NO_STATEMENTS;
    if (schema === undefined)
      return {
        unavailable: 'The extension pg_stat_statements is not installed in this database',
        mend: {
          sql: sql`CREATE EXTENSION IF NOT EXISTS pg_stat_statements;`,
          undo: sql`DROP EXTENSION IF EXISTS pg_stat_statements;`,
        },
      };
    return topAndRemainder(ident(schema), server);
  },
  partly: (server) =>
    server.isSuperuser || server.isMonitor
      ? null
      : {
          unavailable: 'Texts of statements of other roles are hidden',
          mend: membership('pg_read_all_stats', server),
        },
});

function topAndRemainder(schema: Sql, { extensions }: ServerFacts): Sql {
  // The extension's version, not the server's: after an upgrade of the server it stays behind until it is updated.
  const version = extensionVersionNumber(extensions.pg_stat_statements ?? '1.8');
  const since = (at: `${number}.${number}`) => version >= extensionVersionNumber(at);
  const topLevel = since('1.9') ? sql`s.toplevel` : sql`NULL::boolean`;
  const [readTime, writeTime] = since('1.11')
    ? [
        sql`s.shared_blk_read_time + s.local_blk_read_time`,
        sql`s.shared_blk_write_time + s.local_blk_write_time`,
      ]
    : [sql`s.blk_read_time`, sql`s.blk_write_time`];
  const statsSince = since('1.11') ? sql`s.stats_since` : sql`NULL::timestamptz`;
  const info = since('1.9')
    ? sql`SELECT i.stats_reset, i.dealloc::float8 AS dealloc FROM ${schema}.pg_stat_statements_info i`
    : sql`SELECT NULL::timestamptz AS stats_reset, NULL::float8 AS dealloc`;
  const first = (measure: Sql, most: number) =>
    sql`(SELECT o.id FROM measure o ORDER BY ${measure} DESC, o.queryid, o.userid LIMIT ${most})`;
  const others = [
    sql`o.calls`,
    sql`o.shared_blks_read + o.shared_blks_written`,
    sql`o.wal_bytes`,
    sql`o.temp_blks_written`,
    sql`o.total_plan_time`,
    sql`o.mean_exec_time`,
  ];
  const top = joined(
    [first(sql`o.total_exec_time`, TOP_BY_TIME), ...others.map((measure) => first(measure, TOP_BY_OTHERS))],
    ' UNION ALL ',
  );
  return sql`
WITH entry AS MATERIALIZED (
  SELECT s.*, row_number() OVER () AS id, ${topLevel} AS is_top_level, ${readTime} AS read_time, ${writeTime} AS write_time, ${statsSince} AS since,
         coalesce(s.query LIKE '/* chunkwise:%' OR s.query LIKE '%/* chunkwise */', false) AS is_own
    FROM ${schema}.pg_stat_statements s
   WHERE ${OF_THIS_DATABASE}),
-- Without the texts: thousands of them would be sorted with the rest, in files for lack of memory.
measure AS MATERIALIZED (
  SELECT e.id, e.queryid, e.userid, e.total_exec_time, e.mean_exec_time, e.total_plan_time, e.calls, e.wal_bytes, e.temp_blks_written,
         e.shared_blks_read, e.shared_blks_written
    FROM entry e
   WHERE NOT e.is_own),
top AS (SELECT DISTINCT t.id FROM (${top}) t),
ranked AS (SELECT e.*, t.id IS NOT NULL AS is_top FROM entry e LEFT JOIN top t ON t.id = e.id)
SELECT NOT r.is_top AND NOT r.is_own AS "isRemainder", r.is_own AS "isOwn", count(*)::int AS "statementCount",
       CASE WHEN r.is_top THEN min(r.queryid)::text END AS "queryId",
       min(pg_catalog.pg_get_userbyid(r.userid)::text) FILTER (WHERE r.is_top) AS "roleName",
       CASE WHEN r.is_top THEN bool_and(r.is_top_level) END AS "isTopLevel",
       NULLIF(min(pg_catalog.left(r.query, 10000)) FILTER (WHERE r.is_top), '<insufficient privilege>') AS "query",
       sum(r.calls)::float8 AS "calls", sum(r.total_exec_time) / 1000 AS "totalSeconds", sum(r.total_plan_time) / 1000 AS "planSeconds",
       CASE WHEN r.is_top THEN min(r.min_exec_time) / 1000 END AS "minSeconds",
       CASE WHEN r.is_top THEN max(r.max_exec_time) / 1000 END AS "maxSeconds",
       CASE WHEN r.is_top THEN max(r.stddev_exec_time) / 1000 END AS "deviationSeconds", sum(r.rows)::float8 AS "rows",
       sum(r.shared_blks_hit)::float8 AS "sharedBlocksHit", sum(r.shared_blks_read)::float8 AS "sharedBlocksRead",
       sum(r.shared_blks_dirtied)::float8 AS "sharedBlocksDirtied", sum(r.shared_blks_written)::float8 AS "sharedBlocksWritten",
       sum(r.temp_blks_read)::float8 AS "temporaryBlocksRead", sum(r.temp_blks_written)::float8 AS "temporaryBlocksWritten",
       sum(r.read_time) / 1000 AS "blockReadSeconds", sum(r.write_time) / 1000 AS "blockWriteSeconds", sum(r.wal_bytes)::float8 AS "walBytes",
       max(r.since) AS "statsSince", min(i.stats_reset) AS "statsResetAt", min(i.dealloc) AS "deallocations"
  FROM ranked r CROSS JOIN (${info}) i
 GROUP BY r.is_top, r.is_own, CASE WHEN r.is_top THEN r.id END
 ORDER BY r.is_top DESC, r.is_own DESC, "totalSeconds" DESC`;
}
