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
    /** Of a partition: the partitioned table at the top, under which it is judged and shown. */
    rootOid: z.number().nullable(),
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
    /** Of the older of the table and its TOAST table. Null for a partitioned table, which holds no rows. */
    xidAge: float8.nullable(),
    multixactAge: float8.nullable(),
    /** Share of its pages that hold nothing but frozen rows, 0 to 1; PostgreSQL 18+, null before. */
    frozenRatio: float8.nullable(),
    hasPrimaryKey: z.boolean(),
    replicaIdentity: z.enum(['default', 'nothing', 'full', 'index']),
    /** Whether a row can be named to a subscriber: by its primary key, the chosen index, or as a whole. */
    isIdentified: z.boolean(),
    /** A publication of this database sends its updates or deletes. */
    publishesChanges: z.boolean(),
    /** Storage options as `name=value`. */
    options: z.array(z.string()),
  }),
  sql: (server) => sql`
WITH ${userRelation(server)},
${published(server)},
-- Of their TOAST tables too, which saves a second look at the same catalogs; not of chunks.
index_use AS MATERIALIZED (
  SELECT i.indrelid AS oid, count(*) AS index_count, sum(c.relpages::bigint) AS pages, ${scans(server)} AS scans,
         bool_or(i.indisprimary) AS has_primary_key, bool_or(i.indisreplident AND i.indisvalid) AS has_identity_index
    FROM (SELECT t.oid FROM user_relation t UNION ALL SELECT t.reltoastrelid FROM user_relation t) r
    JOIN pg_catalog.pg_index i ON i.indrelid = r.oid
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
   GROUP BY i.indrelid)
SELECT t.oid AS "relationOid", t.schema::text AS "schema", t.relname::text AS "name",
       CASE t.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned' ELSE 'materialized-view' END AS "kind",
       t.relispartition AS "isPartition", CASE WHEN t.relispartition THEN pg_catalog.pg_partition_root(t.oid)::oid END AS "rootOid",
       t.relpersistence = 'u' AS "isUnlogged",
       pg_catalog.pg_get_userbyid(t.relowner)::text AS "owner",
       greatest(t.relpages, 0) * ${PAGE_BYTES} AS "tableBytes",
       coalesce(toast.relpages + toast_index.pages, 0)::bigint * ${PAGE_BYTES} AS "toastBytes",
       coalesce(x.pages, 0)::bigint * ${PAGE_BYTES} AS "indexBytes", coalesce(x.index_count, 0) AS "indexCount",
       CASE WHEN t.reltuples > 0 OR (t.reltuples = 0 AND t.relpages > 0) THEN t.reltuples END AS "estimatedRows",
       ${counters(server)},
       CASE WHEN t.relfrozenxid <> '0'::xid THEN greatest(pg_catalog.age(t.relfrozenxid), pg_catalog.age(toast.relfrozenxid))::float8 END AS "xidAge",
       CASE WHEN t.relminmxid <> '0'::xid THEN greatest(pg_catalog.mxid_age(t.relminmxid), pg_catalog.mxid_age(toast.relminmxid))::float8 END AS "multixactAge",
       ${frozenRatio(server)} AS "frozenRatio",
       coalesce(x.has_primary_key, false) AS "hasPrimaryKey",
       CASE t.relreplident WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' WHEN 'i' THEN 'index' ELSE 'default' END AS "replicaIdentity",
       CASE t.relreplident WHEN 'n' THEN false WHEN 'f' THEN true WHEN 'i' THEN coalesce(x.has_identity_index, false)
            ELSE coalesce(x.has_primary_key, false) END AS "isIdentified",
       t.relpersistence = 'p' AND (p.all_tables OR t.oid IN (SELECT r.oid FROM published_relation r)
         OR (t.relispartition AND EXISTS (SELECT FROM published_relation)
             AND EXISTS (SELECT FROM pg_catalog.pg_partition_ancestors(t.oid) a JOIN published_relation r ON r.oid = a.relid))) AS "publishesChanges",
       coalesce(t.reloptions, '{}') AS "options"
  FROM user_relation t
  LEFT JOIN pg_catalog.pg_class toast ON toast.oid = t.reltoastrelid
  LEFT JOIN index_use toast_index ON toast_index.oid = t.reltoastrelid
  LEFT JOIN index_use x ON x.oid = t.oid
 CROSS JOIN (SELECT EXISTS (SELECT FROM pg_catalog.pg_publication u WHERE u.puballtables AND (u.pubupdate OR u.pubdelete)) AS all_tables) p
 ORDER BY t.schema, t.relname`,
});

/** `published_relation(oid)`: tables whose updates or deletes are published by name, or with their schema (15+). */
function published({ major }: ServerFacts): Sql {
  const ofSchemas =
    major >= 15
      ? sql`
  UNION
  SELECT c.oid
    FROM pg_catalog.pg_publication_namespace pn
    JOIN pg_catalog.pg_publication u ON u.oid = pn.pnpubid AND (u.pubupdate OR u.pubdelete)
    JOIN user_relation c ON c.relnamespace = pn.pnnspid`
      : sql``;
  return sql`published_relation AS MATERIALIZED (
  SELECT pr.prrelid AS oid
    FROM pg_catalog.pg_publication_rel pr
    JOIN pg_catalog.pg_publication u ON u.oid = pr.prpubid AND (u.pubupdate OR u.pubdelete)${ofSchemas})`;
}

/** From 18 the trigger of inserts counts only the pages that are not frozen. */
const frozenRatio = ({ major }: ServerFacts): Sql =>
  major >= 18
    ? sql`CASE WHEN t.relpages > 0 THEN least(t.relallfrozen::float8 / t.relpages, 1) END`
    : sql`NULL::float8`;

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
