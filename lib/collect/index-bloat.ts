import { z } from 'zod';
import { float8, int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';
import { PAGE_BYTES, userRelation } from './user-relations';

/** Smaller ones gain nothing worth a statement; bounds what is read of the statistics. */
const LEAST_PAGES = 16;
/** The largest ones; what is smaller than all of these is not worth more. */
const MOST_INDEXES = 500;
/** What a B-tree fills pages to unless told otherwise. */
const DEFAULT_FILL_PERCENT = 90;
/** Bytes of a page for its header (24) and for what a B-tree keeps at its end (16), and of an entry beside its key. */
const PAGE_OVERHEAD = 40;
const LINE_POINTER = 4;
const TUPLE_HEADER = 8;
const NULL_BITMAP = 8;
/** Measured: below half as many values as rows the estimate begins to say nothing. */
const DIFFERENT_PERCENT = 50;

/**
 * One row per B-tree of an ordinary table, the largest first: how many bytes its entries would take in an index that
 * was just built, from the average widths that ANALYZE found. Where equal keys share one entry (13+), that says no
 * more than an upper bound. Measured against pgstattuple: 1 to 3 points off for keys that are mostly different.
 */
export const indexBloat = defineCollector({
  name: 'indexBloat',
  title: 'B-tree indexes: estimated size of their entries',
  tier: 'exact',
  row: z.object({
    indexOid: z.number(),
    schema: z.string(),
    tableName: z.string(),
    name: z.string(),
    totalBytes: int8,
    /** Null where a column has no statistics, or none that this role may read. */
    entriesBytes: float8.nullable(),
    /** Rows with equal keys share entries: an index that was just built may be far smaller than `entriesBytes`. */
    sharesEntries: z.boolean(),
  }),
  sql: (server) => sql`
WITH ${userRelation(server)},
large AS MATERIALIZED (
  SELECT i.indexrelid, i.indrelid, i.indkey, i.indnatts, i.indisunique, c.relname, c.relpages, c.reltuples, t.schema, t.relname AS table_name,
         t.oid AS table_oid, coalesce(o.fillfactor, ${DEFAULT_FILL_PERCENT}) AS fillfactor, coalesce(o.deduplicates, true) AS deduplicates,
         pg_catalog.current_setting('block_size')::float8 AS page
    FROM user_relation t
    JOIN pg_catalog.pg_index i ON i.indrelid = t.oid
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid AND c.relkind = 'i' AND c.relpages >= ${LEAST_PAGES} AND c.reltuples > 0
    JOIN pg_catalog.pg_am am ON am.oid = c.relam AND am.amname = 'btree'
   CROSS JOIN LATERAL (
     SELECT max(x.option_value) FILTER (WHERE x.option_name = 'fillfactor')::int AS fillfactor,
            bool_and(x.option_value::boolean) FILTER (WHERE x.option_name = 'deduplicate_items') AS deduplicates
       FROM pg_catalog.pg_options_to_table(c.reloptions) x) o
   WHERE i.indisvalid
   ORDER BY c.relpages DESC
   LIMIT ${MOST_INDEXES}),
-- OFFSET 0 keeps the view's joins inside, so that they look up one relation instead of reading every statistic.
statistic AS MATERIALIZED (
  SELECT r.schema, r.name, s.*
    FROM (SELECT DISTINCT l.schema, l.table_name AS name FROM large l UNION SELECT l.schema, l.relname FROM large l WHERE 0 = ANY (l.indkey)) r
   CROSS JOIN LATERAL (
     SELECT p.attname, p.null_frac, p.avg_width, p.n_distinct
       FROM pg_catalog.pg_stats p
      WHERE p.schemaname = r.schema AND p.tablename = r.name AND NOT p.inherited
     OFFSET 0) s),
attribute AS MATERIALIZED (
  SELECT l.indexrelid, l.reltuples, (l.indkey::int2[])[a.attnum - 1] = 0 AS is_expression, l.schema, l.relname, l.table_name,
         CASE WHEN (l.indkey::int2[])[a.attnum - 1] = 0 THEN a.attname ELSE b.attname END AS attname
    FROM large l
    JOIN pg_catalog.pg_attribute a ON a.attrelid = l.indexrelid
    LEFT JOIN pg_catalog.pg_attribute b ON b.attrelid = l.indrelid AND b.attnum = (l.indkey::int2[])[a.attnum - 1] AND b.attnum <> 0),
known AS (
  SELECT a.indexrelid, sum((1 - s.null_frac) * s.avg_width) AS width, max(s.null_frac) AS null_ratio, count(s.attname) AS statistics,
         -- The column with the most values tells the least of how many keys differ.
         max(CASE WHEN s.n_distinct < 0 THEN -s.n_distinct ELSE least(1, s.n_distinct / a.reltuples) END) AS distinct_ratio
    FROM attribute a
    LEFT JOIN statistic s ON s.schema = a.schema AND s.name = CASE WHEN a.is_expression THEN a.relname ELSE a.table_name END AND s.attname = a.attname
   GROUP BY a.indexrelid)
SELECT l.indexrelid AS "indexOid", l.schema::text AS "schema", l.table_name::text AS "tableName", l.relname::text AS "name",
       l.relpages * ${PAGE_BYTES} AS "totalBytes",
       CASE WHEN k.statistics = l.indnatts THEN
         l.page * (1 + ceil(l.reltuples / floor((l.page - ${PAGE_OVERHEAD}) * l.fillfactor / 100
           / (${LINE_POINTER} + ${TUPLE_HEADER} + CASE WHEN k.null_ratio > 0 THEN ${NULL_BITMAP} ELSE 0 END + 8 * ceil(k.width / 8))))) END AS "entriesBytes",
       -- Keys of a unique index differ, but for nulls.
       l.deduplicates AND CASE WHEN l.indisunique THEN coalesce(k.null_ratio * 100 > ${DIFFERENT_PERCENT}, false)
                               ELSE coalesce(k.distinct_ratio * 100 < ${DIFFERENT_PERCENT}, true) END AS "sharesEntries"
  FROM large l
  JOIN known k ON k.indexrelid = l.indexrelid
 ORDER BY l.relpages DESC, l.schema, l.relname`,
  partly: (server) =>
    server.isSuperuser
      ? null
      : { unavailable: 'Only indexes of columns that this role may SELECT from are estimated' },
});
