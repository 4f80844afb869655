import { z } from 'zod';
import { float8, instant, int8 } from '@/lib/db/columns';
import type { ServerFacts } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';
import { MOST_PARTITIONS } from './foreign-keys';
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
    /**
     * Of one of a partitioned table that is not valid: the partitions one level below with no index that is attached to it, at most
     * `MOST_PARTITIONS` and one. Null of all others, and where none lacks it.
     */
    lackingPartitions: z
      .array(
        z.object({
          schema: z.string(),
          name: z.string(),
          isPartitioned: z.boolean(),
          tableBytes: z.number(),
        }),
      )
      .nullable(),
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
  SELECT i.*, c.relname AS index_name, c.relkind, c.relispartition, c.reltablespace, c.relpages, c.reltuples, t.schema, t.relname, am.amname,
         am.amname = 'btree' AND i.indexprs IS NULL AND i.indpred IS NULL AND c.reloptions IS NULL${distinctNulls(server)} AS is_plain,
         ${counters(server)}, ${CHANGED_AT} AS changed_at
    FROM user_relation t
    JOIN pg_catalog.pg_index i ON i.indrelid = t.oid
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_am am ON am.oid = c.relam),
-- The index of a partitioned table, which is empty, with those of its partitions.
partitioned AS MATERIALIZED (
  SELECT pg_catalog.pg_partition_root(p.indexrelid)::oid AS root, count(*) FILTER (WHERE p.relkind = 'i') AS parts,
         coalesce(sum(p.relpages) FILTER (WHERE p.relkind = 'i'), 0)::bigint AS pages,
         sum(p.reltuples) FILTER (WHERE p.relkind = 'i' AND p.reltuples >= 0) AS estimated_rows,
         sum(p.scans)::bigint AS scans, sum(p.tuples_read)::bigint AS tuples_read, max(p.last_scan) AS last_scan
    FROM physical p
   WHERE p.relispartition OR p.relkind = 'I'
   GROUP BY 1),
place AS (
  SELECT p.indexrelid, k.place <= p.indnkeyatts AS is_key, a.attname::text AS attname, (p.indclass::oid[])[k.place - 1] AS operator_class,
         (p.indcollation::oid[])[k.place - 1] AS collation, (p.indoption::int2[])[k.place - 1]::int AS option,
         coalesce(pg_catalog.quote_ident(a.attname), pg_catalog.pg_get_indexdef(p.indexrelid, k.place::int, true)) AS definition,
         -- With the collation of the column and the operator class of its type. An included column has neither.
         k.place > p.indnkeyatts OR coalesce(a.attcollation = (p.indcollation::oid[])[k.place - 1]
           AND ((p.indclass::oid[])[k.place - 1], CASE a.atttypid WHEN 'varchar'::regtype THEN 'text'::regtype ELSE a.atttypid END)
             IN (SELECT d.oid, d.opcintype FROM pg_catalog.pg_opclass d WHERE d.opcdefault), false) AS is_plain
    FROM physical p
   CROSS JOIN LATERAL unnest(p.indkey) WITH ORDINALITY AS k (attnum, place)
    -- OFFSET 0 keeps it to look columns up, instead of reading those of every table.
    LEFT JOIN LATERAL (
      SELECT x.attname, x.atttypid, x.attcollation FROM pg_catalog.pg_attribute x
       WHERE x.attrelid = p.indrelid AND x.attnum = k.attnum AND k.attnum <> 0 OFFSET 0) a ON true
   WHERE NOT p.relispartition
   ORDER BY p.indexrelid, k.place),
-- Sorted once above, not in every aggregate.
key AS MATERIALIZED (
  SELECT p.indexrelid, coalesce(array_agg(p.attname) FILTER (WHERE p.is_key), '{}') AS key_columns,
         coalesce(array_agg(pg_catalog.concat_ws(' ', p.definition, p.operator_class, p.collation)) FILTER (WHERE p.is_key), '{}') AS keys,
         coalesce(array_agg(p.option) FILTER (WHERE p.is_key), '{}') AS key_options,
         coalesce(array_agg(p.attname) FILTER (WHERE NOT p.is_key), '{}') AS included_columns, bool_and(p.is_plain) AS is_plain,
         pg_catalog.concat('USING btree (',
           string_agg(p.definition || CASE p.option WHEN 1 THEN ' DESC NULLS LAST' WHEN 2 THEN ' NULLS FIRST' WHEN 3 THEN ' DESC' ELSE '' END, ', ')
             FILTER (WHERE p.is_key), ')', ' INCLUDE (' || string_agg(p.definition, ', ') FILTER (WHERE NOT p.is_key) || ')') AS plain_structure
    FROM place p
   GROUP BY p.indexrelid)
SELECT l.indexrelid AS "indexOid", l.indrelid AS "tableOid", l.schema::text AS "schema", l.relname::text AS "tableName",
       l.index_name::text AS "name",
       -- Most are plain; of the others pg_get_indexdef knows everything, but takes ten times as long and opens the table.
       CASE WHEN l.is_plain AND k.is_plain THEN k.plain_structure
            ELSE substr(pg_catalog.pg_get_indexdef(l.indexrelid), 1 + length(pg_catalog.format('CREATE %sINDEX %I ON %s%I.%I ',
              CASE WHEN l.indisunique THEN 'UNIQUE ' END, l.index_name, CASE WHEN l.relkind = 'I' THEN 'ONLY ' END, l.schema, l.relname))) END AS "structure",
       l.amname::text AS "method", k.key_columns AS "keyColumns", k.keys, k.key_options AS "keyOptions",
       k.included_columns AS "includedColumns", pg_catalog.pg_get_expr(l.indpred, l.indrelid) AS "predicate",
       ts.spcname::text AS "tablespace",
       l.indisunique AS "isUnique", l.indisprimary AS "isPrimary", l.indimmediate AS "isImmediate",
       l.indisvalid AND l.indisready AND l.indislive AS "isValid",
       EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index b WHERE b.relid = l.indrelid) AS "isBeingBuilt",
       EXISTS (SELECT 1 FROM pg_catalog.pg_constraint o WHERE o.conindid = l.indexrelid) AS "isConstraint",
       l.indisreplident AS "isReplicaIdentity", l.indisclustered AS "isClustered",
       r.parts AS "partitions", lacking.partitions AS "lackingPartitions", coalesce(r.pages, l.relpages) * ${PAGE_BYTES} AS "totalBytes",
       CASE WHEN l.relkind = 'I' THEN r.estimated_rows WHEN l.reltuples >= 0 THEN l.reltuples END AS "estimatedRows",
       coalesce(r.scans, l.scans) AS "scans", coalesce(r.tuples_read, l.tuples_read) AS "tuplesRead",
       coalesce(r.last_scan, l.last_scan) AS "lastScanAt", l.changed_at AS "changedAt"
  FROM physical l
  JOIN key k ON k.indexrelid = l.indexrelid
  LEFT JOIN partitioned r ON r.root = l.indexrelid
  LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = l.reltablespace
  LEFT JOIN LATERAL (
    SELECT pg_catalog.json_agg(pg_catalog.json_build_object('schema', x.schema, 'name', x.relname, 'isPartitioned', x.relkind = 'p',
             'tableBytes', greatest(x.relpages, 0) * ${PAGE_BYTES}) ORDER BY x.relname) AS partitions
      FROM (SELECT b.schema, b.relname, b.relkind, b.relpages
              FROM pg_catalog.pg_inherits i
              JOIN user_relation b ON b.oid = i.inhrelid
             -- Said in here, it spares all other indexes the search.
             WHERE i.inhparent = l.indrelid AND l.relkind = 'I' AND NOT l.indisvalid
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_index a ON a.indexrelid = h.inhrelid
                                WHERE h.inhparent = l.indexrelid AND a.indrelid = b.oid)
             ORDER BY b.relname
             LIMIT ${MOST_PARTITIONS + 1}) x) lacking ON true
 ORDER BY l.schema, l.relname, l.index_name`,
});

/** From 15 on equal nulls may be refused, which pg_get_indexdef says. */
const distinctNulls = ({ major }: ServerFacts): Sql =>
  major >= 15 ? sql` AND NOT i.indnullsnotdistinct` : sql``;

/** Asked for while it is off, the function is an error. */
const CHANGED_AT = sql`CASE WHEN pg_catalog.current_setting('track_commit_timestamp') = 'on' THEN pg_catalog.pg_xact_commit_timestamp(i.xmin) END`;

function counters({ engine, major }: ServerFacts): Sql {
  if (engine === 'embedded')
    return sql`NULL::bigint AS scans, NULL::bigint AS tuples_read, NULL::timestamptz AS last_scan`;
  const lastScan = major >= 16 ? sql`pg_catalog.pg_stat_get_lastscan(c.oid)` : sql`NULL::timestamptz`;
  return sql`pg_catalog.pg_stat_get_numscans(c.oid) AS scans, pg_catalog.pg_stat_get_tuples_returned(c.oid) AS tuples_read, ${lastScan} AS last_scan`;
}
