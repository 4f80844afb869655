import type { TimescaleFacts } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';

/**
 * The pieces that TimescaleDB collectors share, as common table expressions whose columns are the same for
 * every catalog layout from 2.11 to 2.29.
 */

/**
 * Whether columnstore is enabled, for alias `h` of `_timescaledb_catalog.hypertable`. 2.29 moved it to bit 4 of
 * `status`, and left `compression_state` there, always 0; `status` itself came with 2.12.
 */
export function columnstoreEnabled(timescale: TimescaleFacts): Sql {
  return timescale.layout.chunkRelid ? sql`((h.status & 4) = 4)` : sql`(h.compression_state = 1)`;
}

/** `primary_dimension(hypertable_id, dimension_id, …)`: of a hypertable's dimensions the open one with the lowest id. */
export const PRIMARY_DIMENSION = sql`
primary_dimension AS (
  SELECT DISTINCT ON (d.hypertable_id) d.hypertable_id, d.id AS dimension_id, d.column_name, d.column_type,
         d.interval_length, d.integer_now_func_schema, d.integer_now_func
    FROM _timescaledb_catalog.dimension d
   WHERE d.interval_length IS NOT NULL
   ORDER BY d.hypertable_id, d.id)`;

/**
 * `chunk_relation(chunk_id, hypertable_id, chunk_oid, compressed_oid, status, osm_chunk, creation_time, …)` with the
 * columns of the chunk's `pg_class` row that collectors need, so that this large catalog is read once.
 * Oids instead of `::regclass` casts: size functions answer NULL for a relation that is dropped meanwhile, a
 * cast would raise.
 */
export function chunkRelation({ layout }: TimescaleFacts): Sql {
  if (layout.chunkRelid) {
    return sql`
chunk_relation AS MATERIALIZED (
  SELECT c.id AS chunk_id, c.hypertable_id, r.oid AS chunk_oid, s.compress_relid::oid AS compressed_oid,
         c.status, c.osm_chunk, c.creation_time, ${CLASS_COLUMNS}
    FROM _timescaledb_catalog.chunk c
    JOIN pg_catalog.pg_class r ON r.oid = c.relid
    LEFT JOIN _timescaledb_catalog.compression_settings s ON s.relid = c.relid)`;
  }
  const creationTime = layout.chunkCreationTime ? sql`c.creation_time` : sql`NULL::timestamptz`;
  const notDropped = layout.chunkDropped ? sql`NOT c.dropped AND` : sql``;
  return sql`
chunk_relation AS MATERIALIZED (
  SELECT c.id AS chunk_id, c.hypertable_id, r.oid AS chunk_oid, ${layout.compressRelid ? sql`s.compress_relid::oid` : sql`cr.oid`} AS compressed_oid,
         c.status, c.osm_chunk, ${creationTime} AS creation_time, ${CLASS_COLUMNS}
    FROM _timescaledb_catalog.chunk c
    JOIN _timescaledb_catalog.hypertable h ON h.id = c.hypertable_id
    JOIN pg_catalog.pg_namespace n ON n.nspname = c.schema_name
    JOIN pg_catalog.pg_class r ON r.relname = c.table_name AND r.relnamespace = n.oid
    ${layout.compressRelid ? COMPRESSED_BY_SETTINGS : COMPRESSED_BY_NAME}
   WHERE ${notDropped} h.compression_state <> 2)`;
}

const CLASS_COLUMNS: Sql = sql`r.relname, r.relnamespace, r.relpages, r.reltuples, r.reltoastrelid, r.reltablespace, r.relfrozenxid`;
const COMPRESSED_BY_SETTINGS: Sql = sql`LEFT JOIN _timescaledb_catalog.compression_settings s ON s.relid = r.oid`;
const COMPRESSED_BY_NAME: Sql = sql`LEFT JOIN _timescaledb_catalog.chunk cc ON cc.id = c.compressed_chunk_id
    LEFT JOIN pg_catalog.pg_namespace cn ON cn.nspname = cc.schema_name
    LEFT JOIN pg_catalog.pg_class cr ON cr.relname = cc.table_name AND cr.relnamespace = cn.oid`;

/** `chunk_range(chunk_id, range_start, range_end)` along the primary dimension. Needs `PRIMARY_DIMENSION` before it. */
export function chunkRange({ layout }: TimescaleFacts): Sql {
  return layout.sliceChunkId
    ? sql`
chunk_range AS (
  SELECT s.chunk_id, s.range_start, s.range_end
    FROM _timescaledb_catalog.dimension_slice s
    JOIN primary_dimension p ON p.dimension_id = s.dimension_id)`
    : sql`
chunk_range AS (
  SELECT k.chunk_id, s.range_start, s.range_end
    FROM _timescaledb_catalog.chunk_constraint k
    JOIN _timescaledb_catalog.dimension_slice s ON s.id = k.dimension_slice_id
    JOIN primary_dimension p ON p.dimension_id = s.dimension_id)`;
}

/** Whether a dimension of alias `p` holds integers, so that its ranges and intervals are plain numbers and no times. */
export const IS_INTEGER_TIME = sql`(p.column_type IN ('int8'::regtype, 'int4'::regtype, 'int2'::regtype))`;
