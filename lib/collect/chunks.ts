import { z } from 'zod';
import { float8, instant, int8 } from '@/lib/db/columns';
import type { ServerFacts } from '@/lib/db/server';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';
import { chunkRange, chunkRelation, PRIMARY_DIMENSION } from './timescale-catalog';

/** One row per chunk: its range, state, size in both stores, rows and activity. Tiered (OSM) chunks are included and marked. */
export const chunks = defineCollector({
  name: 'chunks',
  title: 'Chunks: range, state, size, rows',
  tier: 'catalog',
  bulk: true,
  row: z.object({
    hypertableId: z.number(),
    chunkId: z.number(),
    schema: z.string(),
    name: z.string(),
    /** Along the primary dimension: microseconds since 1970 for times, else the integer. Null is open-ended. A double: nanosecond integers lose their last digits, so never write it into SQL. */
    rangeStartUnits: float8.nullable(),
    rangeEndUnits: float8.nullable(),
    isCompressed: z.boolean(),
    isUnordered: z.boolean(),
    isFrozen: z.boolean(),
    isPartial: z.boolean(),
    isTiered: z.boolean(),
    createdAt: instant.nullable(),
    /** Null is the database's default tablespace. */
    tablespace: z.string().nullable(),
    /** Heap, TOAST and indexes of the row part. Null when the relation vanished while we looked. */
    rowHeapBytes: int8.nullable(),
    rowIndexBytes: int8.nullable(),
    rowTotalBytes: int8.nullable(),
    /** Everything of the compressed relation; null when the chunk has none. */
    columnTotalBytes: int8.nullable(),
    /** What the chunk took before it was compressed and right after; a snapshot of that moment, never updated by later writes. */
    beforeBytes: int8.nullable(),
    afterBytes: int8.nullable(),
    /** Rows and batches when it was compressed; null when never, or when the catalog lost the row. */
    compressedRows: int8.nullable(),
    compressedBatches: int8.nullable(),
    /** The planner's estimate of the row part; null until ANALYZE. */
    rowPartRows: int8.nullable(),
    /** Cumulative since the statistics' reset; null where the server keeps none. */
    insertedTuples: int8.nullable(),
    updatedTuples: int8.nullable(),
    deletedTuples: int8.nullable(),
    deadTuples: int8.nullable(),
    lastAnalyzeAt: instant.nullable(),
    xidAge: int8,
  }),
  sql: (server) =>
    withTimescale(
      server,
      (timescale) => sql`
WITH ${PRIMARY_DIMENSION}, ${chunkRelation(timescale)}, ${chunkRange(timescale)}
SELECT ch.hypertable_id AS "hypertableId", ch.chunk_id AS "chunkId",
       n.nspname::text AS "schema", c.relname::text AS "name",
       CASE WHEN sl.range_start > -9223372036854775807 THEN sl.range_start END AS "rangeStartUnits",
       CASE WHEN sl.range_end < 9223372036854775807 THEN sl.range_end END AS "rangeEndUnits",
       (ch.status & 1) = 1 AS "isCompressed", (ch.status & 2) = 2 AS "isUnordered",
       (ch.status & 4) = 4 AS "isFrozen", (ch.status & 8) = 8 AS "isPartial",
       ch.osm_chunk AS "isTiered", ch.creation_time AS "createdAt", ts.spcname::text AS "tablespace",
       pg_catalog.pg_relation_size(c.oid) AS "rowHeapBytes",
       pg_catalog.pg_indexes_size(c.oid) AS "rowIndexBytes",
       pg_catalog.pg_total_relation_size(c.oid) AS "rowTotalBytes",
       pg_catalog.pg_total_relation_size(ch.compressed_oid) AS "columnTotalBytes",
       z.uncompressed_heap_size + z.uncompressed_toast_size + z.uncompressed_index_size AS "beforeBytes",
       z.compressed_heap_size + z.compressed_toast_size + z.compressed_index_size AS "afterBytes",
       z.numrows_pre_compression AS "compressedRows", z.numrows_post_compression AS "compressedBatches",
       CASE WHEN c.reltuples >= 0 AND c.reltuples < 9e15 THEN c.reltuples::bigint END AS "rowPartRows",
       ${activity(server)},
       CASE WHEN c.relfrozenxid <> '0'::xid THEN pg_catalog.age(c.relfrozenxid) ELSE 0 END AS "xidAge"
  FROM chunk_relation ch
  JOIN pg_catalog.pg_class c ON c.oid = ch.chunk_oid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace
  LEFT JOIN chunk_range sl ON sl.chunk_id = ch.chunk_id
  LEFT JOIN _timescaledb_catalog.compression_chunk_size z ON z.chunk_id = ch.chunk_id
 ORDER BY ch.hypertable_id, sl.range_start`,
    ),
});

/** The embedded engine keeps no cumulative statistics: its zeros would read as "no writes ever". */
function activity(server: ServerFacts) {
  if (server.engine === 'embedded') {
    return sql`NULL::bigint AS "insertedTuples", NULL::bigint AS "updatedTuples", NULL::bigint AS "deletedTuples",
       NULL::bigint AS "deadTuples", NULL::timestamptz AS "lastAnalyzeAt"`;
  }
  return sql`pg_catalog.pg_stat_get_tuples_inserted(c.oid) AS "insertedTuples",
       pg_catalog.pg_stat_get_tuples_updated(c.oid) AS "updatedTuples",
       pg_catalog.pg_stat_get_tuples_deleted(c.oid) AS "deletedTuples",
       pg_catalog.pg_stat_get_dead_tuples(c.oid) AS "deadTuples",
       GREATEST(pg_catalog.pg_stat_get_last_analyze_time(c.oid), pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid)) AS "lastAnalyzeAt"`;
}
