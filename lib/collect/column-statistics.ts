import { z } from 'zod';
import { float8, int8 } from '@/lib/db/columns';
import type { ServerFacts } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';
import { MOST_PARTITIONS } from './foreign-keys';
import { PAGE_BYTES, userRelation } from './user-relations';

/** Few tables do nearly all of the work; statistics of every table of a large schema would fill the snapshot. */
const MOST_TABLES = 100;
const MOST_COLUMNS = 200;

/**
 * One row per ordinary table that most rows are read of, at most a hundred, with the planner's statistics of its columns.
 * A partitioned table is one row, its partitions summed up to it. Hypertables have `hypertableColumns`.
 */
export const columnStatistics = defineCollector({
  name: 'columnStatistics',
  title: 'Statistics of the columns of the tables that are read most',
  tier: 'catalog',
  row: z.object({
    relationOid: z.number(),
    schema: z.string(),
    tableName: z.string(),
    isPartitioned: z.boolean(),
    /** The partitions one level below, at most `MOST_PARTITIONS` and one; empty for an ordinary table. */
    partitions: z.array(
      z.object({ schema: z.string(), name: z.string(), isPartitioned: z.boolean(), tableBytes: z.number() }),
    ),
    /** Rows without indexes, as of the last VACUUM or ANALYZE. */
    tableBytes: int8,
    /** The planner's estimate; null until ANALYZE. */
    estimatedRows: float8.nullable(),
    /** In the order of the table, at most `MOST_COLUMNS`; what is not known of one is null: never analysed, or no right to SELECT it. */
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        /** As in pg_stats: positive is a count, negative a share of the rows. */
        distinctValues: z.number().nullable(),
        nullRatio: z.number().nullable(),
        averageWidthBytes: z.number().nullable(),
        /** Share of the rows that have its most common value; null also where no value is common. */
        topValueRatio: z.number().nullable(),
      }),
    ),
  }),
  sql: (server) => sql`
WITH ${userRelation(server)},
member AS MATERIALIZED (
  SELECT CASE WHEN t.relispartition THEN pg_catalog.pg_partition_root(t.oid)::oid ELSE t.oid END AS whole,
         greatest(t.relpages, 0) AS pages, t.reltuples, ${reads(server)} AS reads
    FROM user_relation t
   WHERE t.relkind <> 'p'),
busiest AS MATERIALIZED (
  SELECT m.whole, sum(m.pages)::bigint AS pages, sum(m.reltuples) FILTER (WHERE m.reltuples > 0) AS rows
    FROM member m
   GROUP BY m.whole
  HAVING sum(m.pages) > 0
   ORDER BY sum(m.reads) DESC NULLS LAST, sum(m.pages) DESC
   LIMIT ${MOST_TABLES})
SELECT t.oid AS "relationOid", t.schema::text AS "schema", t.relname::text AS "tableName",
       t.relkind = 'p' AS "isPartitioned",
       coalesce(p.partitions, '[]') AS "partitions", b.pages * ${PAGE_BYTES} AS "tableBytes", b.rows::float8 AS "estimatedRows",
       c.columns AS "columns"
  FROM busiest b
  JOIN user_relation t ON t.oid = b.whole
 CROSS JOIN LATERAL (
   SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
            'distinctValues', s.n_distinct, 'nullRatio', s.null_frac, 'averageWidthBytes', s.avg_width,
            'topValueRatio', s.most_common_freqs[1]) ORDER BY a.attnum) AS columns
     FROM (SELECT x.attname, x.attnum, x.atttypid, x.atttypmod
             FROM pg_catalog.pg_attribute x
            WHERE x.attrelid = t.oid AND x.attnum > 0 AND NOT x.attisdropped
            ORDER BY x.attnum
            LIMIT ${MOST_COLUMNS}) a
     -- OFFSET 0 keeps the view's joins inside, so that they look up one relation instead of reading every statistic.
     LEFT JOIN (SELECT y.attname, y.n_distinct, y.null_frac, y.avg_width, y.most_common_freqs
                  FROM pg_catalog.pg_stats y
                 WHERE y.schemaname = t.schema AND y.tablename = t.relname AND y.inherited = (t.relkind = 'p')
                OFFSET 0) s ON s.attname = a.attname) c
  LEFT JOIN LATERAL (
    SELECT pg_catalog.json_agg(pg_catalog.json_build_object('schema', x.schema, 'name', x.relname, 'isPartitioned', x.relkind = 'p',
             'tableBytes', greatest(x.relpages, 0) * ${PAGE_BYTES}) ORDER BY x.relname) AS partitions
      FROM (SELECT r.schema, r.relname, r.relkind, r.relpages
              FROM pg_catalog.pg_inherits i
              JOIN user_relation r ON r.oid = i.inhrelid
             WHERE i.inhparent = t.oid
             ORDER BY r.relname
             LIMIT ${MOST_PARTITIONS + 1}) x) p ON t.relkind = 'p'
 WHERE c.columns IS NOT NULL
 ORDER BY t.schema, t.relname`,
  partly: (server) =>
    server.isSuperuser
      ? null
      : { unavailable: 'Column statistics are shown only for tables that this role may SELECT from' },
});

/** Rows that were read of a table, by whole scans and by its indexes; zero where the server keeps no statistics. */
const reads = ({ engine }: ServerFacts): Sql =>
  engine === 'embedded'
    ? sql`0::bigint`
    : sql`pg_catalog.pg_stat_get_tuples_returned(t.oid) + pg_catalog.pg_stat_get_tuples_fetched(t.oid)`;
