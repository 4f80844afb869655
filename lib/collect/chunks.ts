import { z } from 'zod';
import { float8, instant, int8 } from '@/lib/db/columns';
import type { ServerFacts } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';
import { chunkSize } from './chunk-size';
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
    /** Of the row part and, TimescaleDB makes them so, its indexes. Null is the database's default tablespace. */
    tablespace: z.string().nullable(),
    /** Of the column part, likewise; null, too, when the chunk has none. */
    columnTablespace: z.string().nullable(),
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
    /** Of the column part; null when the chunk has none. */
    columnXidAge: int8.nullable(),
    /** Whether ANALYZE, or an index build, ever told the planner how many batches there are; null without a column part. */
    isColumnPartAnalyzed: z.boolean().nullable(),
    /**
     * Relations that a statement locks when it reads the chunk: both parts, the indexes of the row part, and the one
     * that TimescaleDB makes for the column part (old versions made one for each segmentby column: then it is less than all).
     */
    lockCount: int8,
  }),
  sql: (server) =>
    withTimescale(
      server,
      (timescale) => sql`
WITH ${PRIMARY_DIMENSION}, ${chunkRelation(timescale)}, ${chunkRange(timescale)}, ${chunkSize(server)}
SELECT ch.hypertable_id AS "hypertableId", ch.chunk_id AS "chunkId",
       n.nspname::text AS "schema", ch.relname::text AS "name",
       CASE WHEN sl.range_start > -9223372036854775807 THEN sl.range_start END AS "rangeStartUnits",
       CASE WHEN sl.range_end < 9223372036854775807 THEN sl.range_end END AS "rangeEndUnits",
       (ch.status & 1) = 1 AS "isCompressed", (ch.status & 2) = 2 AS "isUnordered",
       (ch.status & 4) = 4 AS "isFrozen", (ch.status & 8) = 8 AS "isPartial",
       ch.osm_chunk AS "isTiered", ch.creation_time AS "createdAt", ts.spcname::text AS "tablespace",
       cts.spcname::text AS "columnTablespace",
       size.row_heap_bytes AS "rowHeapBytes", size.row_index_bytes AS "rowIndexBytes",
       size.row_table_bytes + size.row_index_bytes AS "rowTotalBytes", size.column_bytes AS "columnTotalBytes",
       size.before_bytes AS "beforeBytes", size.after_bytes AS "afterBytes",
       size.compressed_rows AS "compressedRows", size.compressed_batches AS "compressedBatches",
       CASE WHEN ch.reltuples >= 0 AND ch.reltuples < 9e15 THEN ch.reltuples::bigint END AS "rowPartRows",
       ${activity(server)},
       CASE WHEN ch.relfrozenxid <> '0'::xid THEN pg_catalog.age(ch.relfrozenxid) ELSE 0 END AS "xidAge",
       pg_catalog.age(co.relfrozenxid) AS "columnXidAge", ${isAnalyzed(server)} AS "isColumnPartAnalyzed",
       1 + size.row_indexes + CASE WHEN co.oid IS NULL THEN 0 WHEN co.relhasindex THEN 2 ELSE 1 END AS "lockCount"
  FROM chunk_relation ch
  JOIN chunk_size size ON size.chunk_id = ch.chunk_id
  JOIN pg_catalog.pg_namespace n ON n.oid = ch.relnamespace
  LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = ch.reltablespace
  LEFT JOIN chunk_range sl ON sl.chunk_id = ch.chunk_id
  LEFT JOIN pg_catalog.pg_class co ON co.oid = ch.compressed_oid
  LEFT JOIN pg_catalog.pg_tablespace cts ON cts.oid = co.reltablespace
 ORDER BY ch.hypertable_id, sl.range_start`,
    ),
});

/** Until 13 zero rows may also mean that nobody counted; a relation with pages has rows. */
const isAnalyzed = ({ major }: ServerFacts): Sql =>
  major >= 14 ? sql`co.reltuples >= 0` : sql`(co.reltuples > 0 OR co.relpages > 0)`;

/** The embedded engine keeps no cumulative statistics: its zeros would read as "no writes ever". */
function activity(server: ServerFacts) {
  if (server.engine === 'embedded') {
    return sql`NULL::bigint AS "insertedTuples", NULL::bigint AS "updatedTuples", NULL::bigint AS "deletedTuples",
       NULL::bigint AS "deadTuples", NULL::timestamptz AS "lastAnalyzeAt"`;
  }
  return sql`pg_catalog.pg_stat_get_tuples_inserted(ch.chunk_oid) AS "insertedTuples",
       pg_catalog.pg_stat_get_tuples_updated(ch.chunk_oid) AS "updatedTuples",
       pg_catalog.pg_stat_get_tuples_deleted(ch.chunk_oid) AS "deletedTuples",
       pg_catalog.pg_stat_get_dead_tuples(ch.chunk_oid) AS "deadTuples",
       GREATEST(pg_catalog.pg_stat_get_last_analyze_time(ch.chunk_oid), pg_catalog.pg_stat_get_last_autoanalyze_time(ch.chunk_oid)) AS "lastAnalyzeAt"`;
}
