import { z } from 'zod';
import { float8, int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';

/** One row per sequence: how much of its range is used, also where the column is narrower than the sequence. */
export const sequences = defineCollector({
  name: 'sequences',
  title: 'Sequences and how much of their range is used',
  tier: 'catalog',
  row: z.object({
    schema: z.string(),
    name: z.string(),
    dataType: z.string(),
    /** Doubles: the last digits of very large values are lost. Null when never used, or not readable. */
    lastValue: float8.nullable(),
    minimum: float8,
    maximum: float8,
    increment: float8,
    cycles: z.boolean(),
    /** Share of the way to its end, 0 to 1; null as lastValue is. */
    usedRatio: float8.nullable(),
    /** False: the value is unknown to this role, which is not the same as unused. */
    isReadable: z.boolean(),
    /** The table and column it feeds, and the greatest value that an integer column holds. */
    ownerTable: z.string().nullable(),
    ownerColumn: z.string().nullable(),
    ownerColumnMaximum: float8.nullable(),
    ownerColumnUsedRatio: float8.nullable(),
    /** `integer`, `bigint`, …; null where it feeds no column. */
    ownerColumnType: z.string().nullable(),
    /** Columns of foreign keys that hold its values and are as narrow; only from a third of the column's range on. */
    referencingColumns: z.array(z.object({ table: z.string(), column: z.string() })),
    cacheSize: int8,
  }),
  sql: () => sql`
WITH sequence AS (
  SELECT n.nspname, c.relname, c.oid, s.seqtypid, s.seqmin::float8 AS minimum, s.seqmax::float8 AS maximum, s.seqincrement::float8 AS increment,
         s.seqcycle, s.seqcache, r.is_readable,
         CASE WHEN r.is_readable THEN pg_catalog.pg_sequence_last_value(c.oid)::float8 END AS last_value
    FROM pg_catalog.pg_sequence s
    JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   CROSS JOIN LATERAL (SELECT pg_catalog.has_sequence_privilege(c.oid, 'SELECT, USAGE') AS is_readable) r
   WHERE n.nspname !~ '^(pg_|_timescaledb_)' AND n.nspname <> 'information_schema'),
-- Of one column at most; the planner looks few up, and reads all for many.
owned AS (
  SELECT d.objid AS oid, d.refobjid AS table_oid, d.refobjsubid AS attnum
    FROM pg_catalog.pg_depend d
   WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
     AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')),
-- Not owned by a column, but the default of one.
used AS (
  SELECT DISTINCT ON (d.refobjid) d.refobjid AS oid, df.adrelid AS table_oid, df.adnum::int AS attnum
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_attrdef df ON df.oid = d.objid
   WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid = 0
   ORDER BY d.refobjid, df.adrelid),
fed AS MATERIALIZED (
  -- Text of a regclass has its schema: no other is on our search_path.
  SELECT s.*, f.table_oid, a.attnum, CASE WHEN a.attnum IS NOT NULL THEN f.table_oid::regclass::text END AS table_name,
         a.attname::text AS column_name, pg_catalog.format_type(a.atttypid, NULL) AS column_type,
         CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647
              WHEN 'int8'::regtype THEN 9223372036854775807 END::float8 AS column_maximum
    FROM sequence s
    LEFT JOIN owned ON owned.oid = s.oid
    LEFT JOIN used ON used.oid = s.oid AND owned.oid IS NULL
   CROSS JOIN LATERAL (SELECT coalesce(owned.table_oid, used.table_oid) AS table_oid, coalesce(owned.attnum, used.attnum) AS attnum) f
    -- OFFSET 0 keeps it to look columns up, instead of reading those of every table.
    LEFT JOIN LATERAL (
      SELECT x.attnum, x.attname, x.atttypid FROM pg_catalog.pg_attribute x
       WHERE x.attrelid = f.table_oid AND x.attnum = f.attnum OFFSET 0) a ON true),
reference AS (
  SELECT s.oid, pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('table', pg_catalog.format('%I.%I', cn.nspname, ct.relname), 'column', ca.attname)
                                     ORDER BY cn.nspname, ct.relname, ca.attname) AS columns
    FROM fed s
    JOIN pg_catalog.pg_constraint k ON k.contype = 'f' AND k.confrelid = s.table_oid AND k.conparentid = 0
   CROSS JOIN LATERAL unnest(k.confkey, k.conkey) AS key (there, here)
    JOIN pg_catalog.pg_attribute ca ON ca.attrelid = k.conrelid AND ca.attnum = key.here AND ca.atttypid IN ('int2'::regtype, 'int4'::regtype)
    JOIN pg_catalog.pg_class ct ON ct.oid = k.conrelid
    JOIN pg_catalog.pg_namespace cn ON cn.oid = ct.relnamespace
   WHERE s.last_value > s.column_maximum / 3 AND key.there = s.attnum
   GROUP BY s.oid)
SELECT s.nspname::text AS "schema", s.relname::text AS "name", pg_catalog.format_type(s.seqtypid, NULL) AS "dataType",
       s.last_value AS "lastValue", s.minimum, s.maximum, s.increment, s.seqcycle AS "cycles",
       CASE WHEN s.increment > 0 THEN (s.last_value - s.minimum) / (s.maximum - s.minimum)
            ELSE (s.maximum - s.last_value) / (s.maximum - s.minimum) END AS "usedRatio",
       s.is_readable AS "isReadable", s.table_name AS "ownerTable", s.column_name AS "ownerColumn",
       s.column_maximum AS "ownerColumnMaximum", s.last_value / s.column_maximum AS "ownerColumnUsedRatio",
       s.column_type AS "ownerColumnType", coalesce(f.columns, '[]') AS "referencingColumns", s.seqcache AS "cacheSize"
  FROM fed s
  LEFT JOIN reference f ON f.oid = s.oid
 ORDER BY s.nspname, s.relname`,
  partly: (server) =>
    server.isSuperuser
      ? null
      : { unavailable: 'Values of sequences that this role may not SELECT or use are unknown' },
});
