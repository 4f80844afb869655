import { z } from 'zod';
import { float8, instant, int8 } from '@/lib/db/columns';
import type { ServerFacts } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';
import { PAGE_BYTES, userRelation } from './user-relations';

/**
 * One row per index of an ordinary table; those of hypertables are in `hypertableIndexes`, rolled up from their chunks.
 * Indexes of partitions that belong to an index of the partitioned table are summed up to it, as its user thinks of it.
 */
export const indexes = defineCollector({
  name: 'indexes',
  title: 'Indexes of ordinary tables: definition, use, size, validity',
  tier: 'catalog',
  bulk: true,
  row: z.object({
    /** The same on a standby that follows in blocks. */
    indexOid: z.number(),
    tableOid: z.number(),
    schema: z.string(),
    tableName: z.string(),
    name: z.string(),
    /** The definition from the table's name on: `USING btree (service, "time" DESC)`. */
    structure: z.string(),
    method: z.string(),
    /** Key columns in order; null for an expression. */
    keyColumns: z.array(z.string().nullable()),
    /** The same with the oids of operator class and collation: equal text sorts alike. */
    keys: z.array(z.string()),
    /** Direction of each key as pg_index has it: 1 is descending, 2 is nulls first, and so 3 is `DESC`. */
    keyOptions: z.array(z.number()),
    includedColumns: z.array(z.string()),
    /** The condition of a partial index. */
    predicate: z.string().nullable(),
    /** Where it is not in the database's default tablespace. */
    tablespace: z.string().nullable(),
    isUnique: z.boolean(),
    isPrimary: z.boolean(),
    /** Equal rows are refused at once, not at the end of the transaction, as ON CONFLICT and foreign keys need it. */
    isImmediate: z.boolean(),
    /** Of a partitioned table: with an index on every partition. */
    isValid: z.boolean(),
    /** A build on its table is going on; as far as this role may see that. */
    isBeingBuilt: z.boolean(),
    /** A constraint needs it, or a foreign key of another table, so that it cannot be dropped by itself. */
    isConstraint: z.boolean(),
    /** What logical replication knows rows by. */
    isReplicaIdentity: z.boolean(),
    /** What CLUSTER without a name sorts by. */
    isClustered: z.boolean(),
    /** Indexes of partitions that it sums up; null for an index of a table with rows of its own. */
    partitions: int8.nullable(),
    /** As of the last VACUUM or ANALYZE. */
    totalBytes: int8,
    estimatedRows: float8.nullable(),
    scans: int8.nullable(),
    tuplesRead: int8.nullable(),
    /** PostgreSQL 16+. */
    lastScanAt: instant.nullable(),
    /** When its catalog row was written, made or altered; null unless track_commit_timestamp is on and remembers. */
    changedAt: instant.nullable(),
  }),
  sql: (server) => sql`
WITH ${userRelation(server)},
physical AS MATERIALIZED (
  SELECT CASE WHEN c.relispartition THEN pg_catalog.pg_partition_root(c.oid)::oid ELSE c.oid END AS root,
         c.oid, c.relkind, c.relpages, c.reltuples, ${counters(server)}
    FROM user_relation t
    JOIN pg_catalog.pg_index i ON i.indrelid = t.oid
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid),
summed AS MATERIALIZED (
  SELECT p.root, count(*) FILTER (WHERE p.relkind = 'i') AS parts,
         coalesce(sum(p.relpages) FILTER (WHERE p.relkind = 'i'), 0)::bigint AS pages,
         sum(p.reltuples) FILTER (WHERE p.relkind = 'i' AND p.reltuples >= 0) AS estimated_rows,
         sum(p.scans)::bigint AS scans, sum(p.tuples_read)::bigint AS tuples_read, max(p.last_scan) AS last_scan
    FROM physical p
   GROUP BY p.root),
logical AS MATERIALIZED (
  SELECT s.*, i.*, c.relname AS index_name, c.relkind, c.reltablespace, t.schema, t.relname, am.amname,
         pg_catalog.pg_get_indexdef(i.indexrelid) AS definition, ${CHANGED_AT} AS changed_at
    FROM summed s
    JOIN pg_catalog.pg_index i ON i.indexrelid = s.root
    JOIN pg_catalog.pg_class c ON c.oid = s.root
    JOIN user_relation t ON t.oid = i.indrelid
    JOIN pg_catalog.pg_am am ON am.oid = c.relam),
-- Aggregated all at once, which takes half as long as for each index by itself; OFFSET 0 keeps it to look columns up.
key AS MATERIALIZED (
  SELECT l.indexrelid,
         coalesce(array_agg(a.attname::text ORDER BY p.place) FILTER (WHERE p.place <= l.indnkeyatts), '{}') AS key_columns,
         coalesce(array_agg(pg_catalog.concat_ws(' ', coalesce(pg_catalog.quote_ident(a.attname), pg_catalog.pg_get_indexdef(l.indexrelid, p.place::int, true)),
                    (l.indclass::oid[])[p.place - 1], (l.indcollation::oid[])[p.place - 1]) ORDER BY p.place) FILTER (WHERE p.place <= l.indnkeyatts), '{}') AS keys,
         coalesce(array_agg((l.indoption::int2[])[p.place - 1]::int ORDER BY p.place) FILTER (WHERE p.place <= l.indnkeyatts), '{}') AS key_options,
         coalesce(array_agg(a.attname::text ORDER BY p.place) FILTER (WHERE p.place > l.indnkeyatts), '{}') AS included_columns
    FROM logical l
   CROSS JOIN LATERAL unnest(l.indkey) WITH ORDINALITY AS p (attnum, place)
    LEFT JOIN LATERAL (
      SELECT x.attname FROM pg_catalog.pg_attribute x WHERE x.attrelid = l.indrelid AND x.attnum = p.attnum AND p.attnum <> 0 OFFSET 0) a ON true
   GROUP BY l.indexrelid)
SELECT l.indexrelid AS "indexOid", l.indrelid AS "tableOid", l.schema::text AS "schema", l.relname::text AS "tableName",
       l.index_name::text AS "name",
       substr(l.definition, 1 + length(pg_catalog.format('CREATE %sINDEX %I ON %s%I.%I ', CASE WHEN l.indisunique THEN 'UNIQUE ' END,
         l.index_name, CASE WHEN l.relkind = 'I' THEN 'ONLY ' END, l.schema, l.relname))) AS "structure",
       l.amname::text AS "method", k.key_columns AS "keyColumns", k.keys, k.key_options AS "keyOptions",
       k.included_columns AS "includedColumns", pg_catalog.pg_get_expr(l.indpred, l.indrelid) AS "predicate",
       ts.spcname::text AS "tablespace",
       l.indisunique AS "isUnique", l.indisprimary AS "isPrimary", l.indimmediate AS "isImmediate",
       l.indisvalid AND l.indisready AND l.indislive AS "isValid",
       EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index b WHERE b.relid = l.indrelid) AS "isBeingBuilt",
       EXISTS (SELECT 1 FROM pg_catalog.pg_constraint o WHERE o.conindid = l.indexrelid) AS "isConstraint",
       l.indisreplident AS "isReplicaIdentity", l.indisclustered AS "isClustered",
       CASE WHEN l.relkind = 'I' THEN l.parts END AS "partitions",
       l.pages * ${PAGE_BYTES} AS "totalBytes", l.estimated_rows AS "estimatedRows",
       l.scans, l.tuples_read AS "tuplesRead", l.last_scan AS "lastScanAt", l.changed_at AS "changedAt"
  FROM logical l
  LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = l.reltablespace
  JOIN key k ON k.indexrelid = l.indexrelid
 ORDER BY l.schema, l.relname, l.index_name`,
});

/** Asked for while it is off, the function is an error. */
const CHANGED_AT = sql`CASE WHEN pg_catalog.current_setting('track_commit_timestamp') = 'on' THEN pg_catalog.pg_xact_commit_timestamp(i.xmin) END`;

function counters({ engine, major }: ServerFacts): Sql {
  if (engine === 'embedded')
    return sql`NULL::bigint AS scans, NULL::bigint AS tuples_read, NULL::timestamptz AS last_scan`;
  const lastScan = major >= 16 ? sql`pg_catalog.pg_stat_get_lastscan(c.oid)` : sql`NULL::timestamptz`;
  return sql`pg_catalog.pg_stat_get_numscans(c.oid) AS scans, pg_catalog.pg_stat_get_tuples_returned(c.oid) AS tuples_read, ${lastScan} AS last_scan`;
}
