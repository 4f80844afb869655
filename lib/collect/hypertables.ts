import { z } from 'zod';
import { float8, int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';
import { columnstoreEnabled, IS_INTEGER_TIME, PRIMARY_DIMENSION } from './timescale-catalog';

/**
 * One row per hypertable, those that hold a continuous aggregate's rows included. Internal compressed
 * hypertables (until 2.28) are storage of another hypertable and do not appear.
 */
export const hypertables = defineCollector({
  name: 'hypertables',
  title: 'Hypertables: their dimension, interval and settings',
  tier: 'standard',
  row: z.object({
    hypertableId: z.number(),
    /** What a user calls it: for a continuous aggregate, the view. */
    schema: z.string(),
    name: z.string(),
    /** The table that holds the rows; differs from schema and name for a continuous aggregate. */
    relationSchema: z.string(),
    relationName: z.string(),
    relationOid: z.number(),
    kind: z.enum(['hypertable', 'continuous-aggregate']),
    owner: z.string(),
    columnstoreEnabled: z.boolean(),
    dimensionCount: z.number(),
    timeColumn: z.string(),
    timeColumnType: z.string(),
    isIntegerTime: z.boolean(),
    /** Null for integer time, where `chunkIntervalUnits` says it. */
    chunkIntervalSeconds: float8.nullable(),
    chunkIntervalUnits: float8.nullable(),
    /** Whether ANALYZE ever read it as a whole, which autovacuum never does. Null where the server does not tell (before 14). */
    isAnalyzed: z.boolean().nullable(),
    /** `schema.function` that tells the present of an integer dimension; without it no policy can run. */
    integerNowFunction: z.string().nullable(),
    /** Time column and index columns hold the order in which a planner finds chunks; 0 means no index at all. */
    indexCount: int8,
    tablespaces: z.array(z.string()),
    hasRowSecurity: z.boolean(),
    hasExclusionConstraint: z.boolean(),
    /** A trigger for DELETE statements that sees the deleted rows as a table. */
    hasDeleteTransitionTrigger: z.boolean(),
    /** All columns of its foreign keys to other tables. */
    foreignKeyColumns: z.array(z.string()),
  }),
  sql: (server) =>
    withTimescale(
      server,
      (timescale) => sql`
WITH ${PRIMARY_DIMENSION}
SELECT h.id AS "hypertableId",
       coalesce(ca.user_view_schema, h.schema_name)::text AS "schema",
       coalesce(ca.user_view_name, h.table_name)::text AS "name",
       h.schema_name::text AS "relationSchema", h.table_name::text AS "relationName", c.oid AS "relationOid",
       CASE WHEN ca.mat_hypertable_id IS NULL THEN 'hypertable' ELSE 'continuous-aggregate' END AS "kind",
       pg_catalog.pg_get_userbyid(c.relowner)::text AS "owner",
       ${columnstoreEnabled(timescale)} AS "columnstoreEnabled",
       h.num_dimensions::int AS "dimensionCount",
       p.column_name::text AS "timeColumn", pg_catalog.format_type(p.column_type, NULL) AS "timeColumnType",
       ${IS_INTEGER_TIME} AS "isIntegerTime",
       CASE WHEN NOT ${IS_INTEGER_TIME} THEN p.interval_length / 1000000.0 END AS "chunkIntervalSeconds",
       CASE WHEN ${IS_INTEGER_TIME} THEN p.interval_length END AS "chunkIntervalUnits",
       ${server.major >= 14 ? sql`c.reltuples >= 0` : sql`NULL::boolean`} AS "isAnalyzed",
       CASE WHEN p.integer_now_func IS NOT NULL
            THEN pg_catalog.format('%I.%I', p.integer_now_func_schema, p.integer_now_func) END AS "integerNowFunction",
       (SELECT count(*) FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid) AS "indexCount",
       ARRAY(SELECT t.tablespace_name::text FROM _timescaledb_catalog.tablespace t
              WHERE t.hypertable_id = h.id ORDER BY t.tablespace_name) AS "tablespaces",
       c.relrowsecurity AS "hasRowSecurity",
       EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'x') AS "hasExclusionConstraint",
       -- tgtype: 1 is per row, 8 is DELETE.
       c.relhastriggers AND EXISTS (SELECT 1 FROM pg_catalog.pg_trigger t
               WHERE t.tgrelid = c.oid AND t.tgoldtable IS NOT NULL AND t.tgtype & 9 = 8) AS "hasDeleteTransitionTrigger",
       ARRAY(SELECT DISTINCT a.attname::text
               FROM pg_catalog.pg_constraint k
               JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
              WHERE k.conrelid = c.oid AND k.contype = 'f' ORDER BY 1) AS "foreignKeyColumns"
  FROM _timescaledb_catalog.hypertable h
  JOIN pg_catalog.pg_namespace n ON n.nspname = h.schema_name
  JOIN pg_catalog.pg_class c ON c.relname = h.table_name AND c.relnamespace = n.oid
  JOIN primary_dimension p ON p.hypertable_id = h.id
  LEFT JOIN _timescaledb_catalog.continuous_agg ca ON ca.mat_hypertable_id = h.id
 WHERE h.compression_state <> 2
 ORDER BY "schema", "name"`,
    ),
});
