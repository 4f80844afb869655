import { z } from 'zod';
import { float8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';

/** One row per dimension of a hypertable: open ones (time, integer) and closed ones (space, by hash). */
export const dimensions = defineCollector({
  name: 'dimensions',
  title: 'Dimensions of hypertables: time and space partitioning',
  tier: 'catalog',
  row: z.object({
    hypertableId: z.number(),
    dimensionId: z.number(),
    /** 1 is the primary dimension, by which chunks are counted and policies work. */
    position: z.number(),
    kind: z.enum(['time', 'space']),
    column: z.string(),
    columnType: z.string(),
    isIntegerTime: z.boolean(),
    /** Width of a chunk; null for space and for integer time. */
    chunkIntervalSeconds: float8.nullable(),
    /** Width of a chunk in units of an integer dimension; null otherwise. */
    chunkIntervalUnits: float8.nullable(),
    /** Compressed chunks are merged up to this width when they are compressed; null where each stays by itself. */
    compressIntervalSeconds: float8.nullable(),
    compressIntervalUnits: float8.nullable(),
    /** Partitions of a space dimension: each interval has up to that many chunks. */
    partitionCount: z.number().nullable(),
    /** `schema.function` that a user gave to compute the partition. */
    partitioningFunction: z.string().nullable(),
    integerNowFunction: z.string().nullable(),
  }),
  sql: (server) =>
    withTimescale(
      server,
      () => sql`
SELECT d.hypertable_id AS "hypertableId", d.id AS "dimensionId",
       row_number() OVER (PARTITION BY d.hypertable_id ORDER BY d.interval_length IS NULL, d.id)::int AS "position",
       CASE WHEN d.interval_length IS NULL THEN 'space' ELSE 'time' END AS "kind",
       d.column_name::text AS "column", pg_catalog.format_type(d.column_type, NULL) AS "columnType",
       x.is_integer AS "isIntegerTime",
       CASE WHEN NOT x.is_integer THEN d.interval_length / 1000000.0 END::float8 AS "chunkIntervalSeconds",
       CASE WHEN x.is_integer THEN d.interval_length END::float8 AS "chunkIntervalUnits",
       CASE WHEN NOT x.is_integer THEN d.compress_interval_length / 1000000.0 END::float8 AS "compressIntervalSeconds",
       CASE WHEN x.is_integer THEN d.compress_interval_length END::float8 AS "compressIntervalUnits",
       d.num_slices::int AS "partitionCount",
       CASE WHEN d.partitioning_func IS NOT NULL
            THEN pg_catalog.format('%I.%I', d.partitioning_func_schema, d.partitioning_func) END AS "partitioningFunction",
       CASE WHEN d.integer_now_func IS NOT NULL
            THEN pg_catalog.format('%I.%I', d.integer_now_func_schema, d.integer_now_func) END AS "integerNowFunction"
  FROM _timescaledb_catalog.dimension d
  JOIN _timescaledb_catalog.hypertable h ON h.id = d.hypertable_id
  CROSS JOIN LATERAL (
    SELECT d.interval_length IS NOT NULL AND d.column_type IN ('int8'::regtype, 'int4'::regtype, 'int2'::regtype) AS is_integer) x
 WHERE h.compression_state <> 2
 ORDER BY d.hypertable_id, "position"`,
    ),
});
