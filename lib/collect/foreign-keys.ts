import { z } from 'zod';
import { float8, int8 } from '@/lib/db/columns';
import type { ServerFacts } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';
import { PAGE_BYTES, userRelation } from './user-relations';

/**
 * One row per foreign key of an ordinary table or a hypertable, with what a delete in the table that it points to costs
 * and how often it happens. One of a partitioned table is one row, and so is one of a hypertable, of which each chunk has
 * a copy; sizes and counters of partitions and chunks are summed up to it. Those that a single partition has of its own
 * are left out.
 */
export const foreignKeys = defineCollector({
  name: 'foreignKeys',
  title: 'Foreign keys, the size of their tables and the deletes that they check',
  tier: 'catalog',
  bulk: true,
  row: z.object({
    tableOid: z.number(),
    schema: z.string(),
    tableName: z.string(),
    name: z.string(),
    /** In the order of the constraint. */
    columns: z.array(z.string()),
    owner: z.string(),
    isPartitioned: z.boolean(),
    isHypertable: z.boolean(),
    /** The partitions one level below, at most `MOST_PARTITIONS` and one; empty for an ordinary table. */
    partitions: z.array(
      z.object({
        tableOid: z.number(),
        schema: z.string(),
        name: z.string(),
        isPartitioned: z.boolean(),
        tableBytes: z.number(),
      }),
    ),
    /** Rows without indexes, as of the last VACUUM or ANALYZE; of a hypertable what is in the row store. */
    tableBytes: int8,
    referencedSchema: z.string(),
    referencedTable: z.string(),
    /** The same table: a tree. */
    isSelfReference: z.boolean(),
    deleteAction: z.enum(['no action', 'restrict', 'cascade', 'set null', 'set default']),
    /** Of the table that it points to, since the statistics were reset; null where the server keeps none. */
    referencedDeletes: int8.nullable(),
    referencedUpdates: int8.nullable(),
    referencedRows: float8.nullable(),
  }),
  sql: (server) => sql`
WITH ${userRelation(server)},
referring AS MATERIALIZED (
  SELECT t.oid, t.schema, t.relname, t.relkind, t.relowner, false AS is_hypertable FROM user_relation t WHERE NOT t.relispartition${hypertables(server)}),
-- Each chunk of a hypertable has a copy of its own, which is no part of it to PostgreSQL.
foreign_key AS MATERIALIZED (
  SELECT o.oid, o.conname, o.conrelid, o.confrelid, o.conkey, o.confdeltype
    FROM pg_catalog.pg_constraint o
    JOIN referring t ON t.oid = o.conrelid
   WHERE o.contype = 'f' AND o.conparentid = 0),
-- Each table stands for itself, and each partition for its partitioned table too.
member AS MATERIALIZED (
  SELECT t.oid AS whole, t.relpages, t.reltuples, ${counters(server)}
    FROM user_relation t
   WHERE t.oid IN (SELECT f.conrelid FROM foreign_key f UNION SELECT f.confrelid FROM foreign_key f)
   UNION ALL
  SELECT r.whole, t.relpages, t.reltuples, ${counters(server)}
    FROM user_relation t
   CROSS JOIN LATERAL (SELECT pg_catalog.pg_partition_root(t.oid)::oid AS whole) r
   WHERE t.relispartition${chunks(server)}),
summed AS MATERIALIZED (
  SELECT m.whole, sum(greatest(m.relpages, 0))::bigint AS pages, sum(m.deletes)::bigint AS deletes, sum(m.updates)::bigint AS updates,
         sum(m.reltuples) FILTER (WHERE m.reltuples >= 0) AS rows
    FROM member m
   GROUP BY m.whole),
key_columns AS MATERIALIZED (
  SELECT f.oid, array_agg(a.attname::text ORDER BY k.place) AS columns
    FROM foreign_key f
   CROSS JOIN LATERAL unnest(f.conkey) WITH ORDINALITY AS k (attnum, place)
   -- OFFSET 0 keeps it to look columns up, instead of reading those of every table.
   CROSS JOIN LATERAL (SELECT x.attname FROM pg_catalog.pg_attribute x WHERE x.attrelid = f.conrelid AND x.attnum = k.attnum OFFSET 0) a
   GROUP BY f.oid)
SELECT t.oid AS "tableOid", t.schema::text AS "schema", t.relname::text AS "tableName", f.conname::text AS "name", c.columns,
       pg_catalog.pg_get_userbyid(t.relowner)::text AS "owner", t.relkind = 'p' AS "isPartitioned",
       t.is_hypertable AS "isHypertable",
       coalesce(p.partitions, '[]') AS "partitions",
       coalesce(s.pages, 0) * ${PAGE_BYTES} AS "tableBytes",
       rn.nspname::text AS "referencedSchema", r.relname::text AS "referencedTable", r.oid = t.oid AS "isSelfReference",
       CASE f.confdeltype WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' ELSE 'set default' END AS "deleteAction",
       rs.deletes AS "referencedDeletes", rs.updates AS "referencedUpdates",
       CASE WHEN rs.rows > 0 THEN rs.rows END AS "referencedRows"
  FROM foreign_key f
  JOIN referring t ON t.oid = f.conrelid
  JOIN key_columns c ON c.oid = f.oid
  JOIN pg_catalog.pg_class r ON r.oid = f.confrelid
  JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
  LEFT JOIN summed s ON s.whole = f.conrelid
  LEFT JOIN summed rs ON rs.whole = f.confrelid
  LEFT JOIN LATERAL (
    SELECT pg_catalog.json_agg(pg_catalog.json_build_object('tableOid', x.oid::bigint, 'schema', x.schema, 'name', x.relname, 'isPartitioned', x.relkind = 'p',
             'tableBytes', greatest(x.relpages, 0) * ${PAGE_BYTES}) ORDER BY x.relname) AS partitions
      FROM (SELECT b.oid, b.schema, b.relname, b.relkind, b.relpages
              FROM pg_catalog.pg_inherits i
              JOIN user_relation b ON b.oid = i.inhrelid
             -- Said in here, it spares ordinary tables the search.
             WHERE i.inhparent = t.oid AND t.relkind = 'p'
             ORDER BY b.relname
             LIMIT ${MOST_PARTITIONS + 1}) x) p ON true
 ORDER BY t.schema, t.relname, f.conname`,
});

/** An advice names each partition; more statements than these nobody runs by hand. */
export const MOST_PARTITIONS = 20;

/** Not those behind continuous aggregates and compressed chunks. */
const hypertables = ({ timescale }: ServerFacts): Sql =>
  timescale
    ? sql`
   UNION ALL
  SELECT t.oid, n.nspname, t.relname, t.relkind, t.relowner, true
    FROM hypertable_relation h
    JOIN pg_catalog.pg_class t ON t.oid = h.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
   WHERE n.nspname <> '_timescaledb_internal'`
    : sql``;

/** Rows of a hypertable are in its chunks. */
const chunks = (server: ServerFacts): Sql =>
  server.timescale
    ? sql`
   UNION ALL
  SELECT i.inhparent, t.relpages, t.reltuples, ${counters(server)}
    FROM pg_catalog.pg_inherits i
    JOIN pg_catalog.pg_class t ON t.oid = i.inhrelid
   WHERE i.inhparent IN (SELECT h.oid FROM hypertable_relation h JOIN foreign_key f ON h.oid IN (f.conrelid, f.confrelid))`
    : sql``;

const counters = ({ engine }: ServerFacts): Sql =>
  engine === 'embedded'
    ? sql`NULL::bigint AS deletes, NULL::bigint AS updates`
    : sql`pg_catalog.pg_stat_get_tuples_deleted(t.oid) AS deletes, pg_catalog.pg_stat_get_tuples_updated(t.oid) AS updates`;
