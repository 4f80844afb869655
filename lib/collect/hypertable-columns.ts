import { z } from 'zod';
import { float8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';

/** One row per column of a hypertable, with the planner's statistics of the whole hypertable where they exist and may be read. */
export const hypertableColumns = defineCollector({
  name: 'hypertableColumns',
  title: 'Columns of hypertables and their statistics',
  tier: 'catalog',
  row: z.object({
    hypertableId: z.number(),
    name: z.string(),
    type: z.string(),
    position: z.number(),
    isNotNull: z.boolean(),
    /** Computed from others and stored. */
    isGenerated: z.boolean(),
    /** A continuous aggregate groups by it; its bucket is one of these. */
    isGroupedBy: z.boolean(),
    /** First column of some index of the hypertable: a sign that queries filter by it. */
    leadsIndex: z.boolean(),
    /** Alone in a unique index: every value is its own. */
    isUniqueAlone: z.boolean(),
    /** In a unique index of several columns: a sign that it names the series that a row belongs to. */
    isUniqueTogether: z.boolean(),
    /** As in pg_stats: positive is a count, negative a share of the rows, null not known (never analysed, or no right to read). */
    distinctValues: float8.nullable(),
    averageWidthBytes: z.number().nullable(),
    /** −1 to 1; near ±1 the physical order follows the column. */
    correlation: float8.nullable(),
  }),
  sql: (server) =>
    withTimescale(
      server,
      () => sql`
WITH hypertable_relation AS MATERIALIZED (
  SELECT h.id, h.schema_name, h.table_name, c.oid
    FROM _timescaledb_catalog.hypertable h
    JOIN pg_catalog.pg_namespace n ON n.nspname = h.schema_name
    JOIN pg_catalog.pg_class c ON c.relname = h.table_name AND c.relnamespace = n.oid
   WHERE h.compression_state <> 2),
-- No catalog says what an aggregate groups by, but the stored query of its view does: a target in its GROUP BY has a number.
grouped AS MATERIALIZED (
  SELECT ca.mat_hypertable_id AS id,
         ARRAY(SELECT m.found[1]::int2
                 FROM pg_catalog.regexp_matches(r.ev_action::text, ':resno (\\d+) :resname (?:\\\\.|[^ \\\\])+ :ressortgroupref [1-9]', 'g') m(found)) AS columns
    FROM _timescaledb_catalog.continuous_agg ca
    JOIN pg_catalog.pg_namespace n ON n.nspname = ca.direct_view_schema
    JOIN pg_catalog.pg_class c ON c.relname = ca.direct_view_name AND c.relnamespace = n.oid
    JOIN pg_catalog.pg_rewrite r ON r.ev_class = c.oid),
-- OFFSET 0 keeps the view's joins inside, so that they look up one relation instead of reading every statistic.
statistic AS MATERIALIZED (
  SELECT h.id, s.*
    FROM hypertable_relation h
   CROSS JOIN LATERAL (
     SELECT p.attname, p.n_distinct, p.avg_width, p.correlation
       FROM pg_catalog.pg_stats p
      WHERE p.schemaname = h.schema_name AND p.tablename = h.table_name AND p.inherited
     OFFSET 0) s)
SELECT h.id AS "hypertableId", a.attname::text AS "name", pg_catalog.format_type(a.atttypid, a.atttypmod) AS "type",
       a.attnum::int AS "position", a.attnotnull AS "isNotNull",
       a.attgenerated <> '' AS "isGenerated",
       g.columns IS NOT NULL AND a.attnum = ANY (g.columns) AS "isGroupedBy",
       EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = h.oid AND i.indkey[0] = a.attnum) AS "leadsIndex",
       EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = h.oid AND i.indisunique AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum) AS "isUniqueAlone",
       EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = h.oid AND i.indisunique AND i.indnkeyatts > 1
                AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])) AS "isUniqueTogether",
       s.n_distinct AS "distinctValues", s.avg_width AS "averageWidthBytes", s.correlation
  FROM hypertable_relation h
 CROSS JOIN LATERAL (
   SELECT t.attname, t.atttypid, t.atttypmod, t.attnum, t.attnotnull, t.attgenerated
     FROM pg_catalog.pg_attribute t
    WHERE t.attrelid = h.oid AND t.attnum > 0 AND NOT t.attisdropped
   OFFSET 0) a
  LEFT JOIN grouped g ON g.id = h.id
  LEFT JOIN statistic s ON s.id = h.id AND s.attname = a.attname
 ORDER BY h.id, a.attnum`,
    ),
  partly: (server) =>
    server.isSuperuser
      ? null
      : { unavailable: 'Column statistics are shown only for tables that this role may SELECT from' },
});
