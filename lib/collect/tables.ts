import { z } from 'zod';
import { float8, instant, int8 } from '@/lib/db/columns';
import type { ServerFacts } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';
import { PAGE_BYTES, userRelation } from './user-relations';

/**
 * One row per ordinary table of users; hypertables and chunks are not among them. Counters are cumulative and null
 * where the server keeps none. Sizes are the planner's pages, as of the last VACUUM or ANALYZE: exact ones wait behind
 * whoever alters the table.
 */
export const tables = defineCollector({
  name: 'tables',
  title: 'Tables: size, dead rows, scans, vacuum',
  tier: 'standard',
  bulk: true,
  row: z.object({
    relationOid: z.number(),
    schema: z.string(),
    name: z.string(),
    kind: z.enum(['table', 'partitioned', 'materialized-view']),
    isPartition: z.boolean(),
    isUnlogged: z.boolean(),
    owner: z.string(),
    tableBytes: int8,
    toastBytes: int8,
    indexBytes: int8,
    indexCount: int8,
    /** The planner's estimate; null until ANALYZE. */
    estimatedRows: float8.nullable(),
    deadRows: int8.nullable(),
    modifiedSinceAnalyze: int8.nullable(),
    insertedSinceVacuum: int8.nullable(),
    sequentialScans: int8.nullable(),
    sequentialTuplesRead: int8.nullable(),
    indexScans: int8.nullable(),
    insertedTuples: int8.nullable(),
    updatedTuples: int8.nullable(),
    hotUpdatedTuples: int8.nullable(),
    deletedTuples: int8.nullable(),
    lastVacuumAt: instant.nullable(),
    lastAutovacuumAt: instant.nullable(),
    lastAnalyzeAt: instant.nullable(),
    lastAutoanalyzeAt: instant.nullable(),
    /** Null for a partitioned table, which holds no rows. */
    xidAge: float8.nullable(),
    /** Storage options as `name=value`. */
    options: z.array(z.string()),
  }),
  sql: (server) => sql`
WITH ${userRelation(server)},
index_use AS (
  SELECT i.indrelid AS oid, count(*) AS index_count, sum(c.relpages::bigint) AS pages, ${scans(server)} AS scans
    FROM user_relation t
    JOIN pg_catalog.pg_index i ON i.indrelid = t.oid
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
   GROUP BY i.indrelid),
toast_index AS (
  SELECT i.indrelid AS oid, sum(c.relpages) AS pages
    FROM user_relation t
    JOIN pg_catalog.pg_index i ON i.indrelid = t.reltoastrelid
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
   GROUP BY i.indrelid)
SELECT t.oid AS "relationOid", t.schema::text AS "schema", t.relname::text AS "name",
       CASE t.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned' ELSE 'materialized-view' END AS "kind",
       t.relispartition AS "isPartition", t.relpersistence = 'u' AS "isUnlogged",
       pg_catalog.pg_get_userbyid(t.relowner)::text AS "owner",
       greatest(t.relpages, 0) * ${PAGE_BYTES} AS "tableBytes",
       coalesce(toast.relpages + toast_index.pages, 0) * ${PAGE_BYTES} AS "toastBytes",
       coalesce(x.pages, 0)::bigint * ${PAGE_BYTES} AS "indexBytes", coalesce(x.index_count, 0) AS "indexCount",
       CASE WHEN t.reltuples > 0 OR (t.reltuples = 0 AND t.relpages > 0) THEN t.reltuples END AS "estimatedRows",
       ${counters(server)},
       CASE WHEN t.relfrozenxid <> '0'::xid THEN pg_catalog.age(t.relfrozenxid)::float8 END AS "xidAge",
       coalesce(t.reloptions, '{}') AS "options"
  FROM user_relation t
  LEFT JOIN pg_catalog.pg_class toast ON toast.oid = t.reltoastrelid
  LEFT JOIN toast_index ON toast_index.oid = t.reltoastrelid
  LEFT JOIN index_use x ON x.oid = t.oid
 ORDER BY t.schema, t.relname`,
});

const scans = ({ engine }: ServerFacts): Sql =>
  engine === 'embedded' ? sql`NULL::bigint` : sql`sum(pg_catalog.pg_stat_get_numscans(i.indexrelid))::bigint`;

function counters({ engine }: ServerFacts): Sql {
  if (engine === 'embedded')
    return sql`NULL::bigint AS "deadRows", NULL::bigint AS "modifiedSinceAnalyze", NULL::bigint AS "insertedSinceVacuum",
       NULL::bigint AS "sequentialScans", NULL::bigint AS "sequentialTuplesRead", NULL::bigint AS "indexScans",
       NULL::bigint AS "insertedTuples", NULL::bigint AS "updatedTuples", NULL::bigint AS "hotUpdatedTuples", NULL::bigint AS "deletedTuples",
       NULL::timestamptz AS "lastVacuumAt", NULL::timestamptz AS "lastAutovacuumAt", NULL::timestamptz AS "lastAnalyzeAt", NULL::timestamptz AS "lastAutoanalyzeAt"`;
  return sql`pg_catalog.pg_stat_get_dead_tuples(t.oid) AS "deadRows",
       pg_catalog.pg_stat_get_mod_since_analyze(t.oid) AS "modifiedSinceAnalyze",
       pg_catalog.pg_stat_get_ins_since_vacuum(t.oid) AS "insertedSinceVacuum",
       pg_catalog.pg_stat_get_numscans(t.oid) AS "sequentialScans", pg_catalog.pg_stat_get_tuples_returned(t.oid) AS "sequentialTuplesRead",
       coalesce(x.scans, 0) AS "indexScans",
       pg_catalog.pg_stat_get_tuples_inserted(t.oid) AS "insertedTuples", pg_catalog.pg_stat_get_tuples_updated(t.oid) AS "updatedTuples",
       pg_catalog.pg_stat_get_tuples_hot_updated(t.oid) AS "hotUpdatedTuples", pg_catalog.pg_stat_get_tuples_deleted(t.oid) AS "deletedTuples",
       pg_catalog.pg_stat_get_last_vacuum_time(t.oid) AS "lastVacuumAt", pg_catalog.pg_stat_get_last_autovacuum_time(t.oid) AS "lastAutovacuumAt",
       pg_catalog.pg_stat_get_last_analyze_time(t.oid) AS "lastAnalyzeAt", pg_catalog.pg_stat_get_last_autoanalyze_time(t.oid) AS "lastAutoanalyzeAt"`;
}
