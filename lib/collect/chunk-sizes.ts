import { z } from 'zod';
import { int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { LOCKED_RELATION } from './chunk-size';
import { defineCollector, withTimescale } from './collector';
import { chunkRelation } from './timescale-catalog';

/**
 * Exact sizes of every chunk, read from the file system, both stores apart; equal to `chunks_detailed_size`. Null for
 * a relation that another session has locked or dropped, and for the columnstore part of a chunk that has none.
 */
export const chunkSizes = defineCollector({
  name: 'chunkSizes',
  title: 'Exact sizes of chunks: table, TOAST and indexes of both stores',
  tier: 'exact',
  bulk: true,
  row: z.object({
    hypertableId: z.number(),
    chunkId: z.number(),
    rowTableBytes: int8.nullable(),
    rowToastBytes: int8.nullable(),
    rowIndexBytes: int8.nullable(),
    rowTotalBytes: int8.nullable(),
    columnTableBytes: int8.nullable(),
    columnToastBytes: int8.nullable(),
    columnIndexBytes: int8.nullable(),
    columnTotalBytes: int8.nullable(),
  }),
  sql: (server) =>
    withTimescale(
      server,
      (timescale) => sql`
WITH ${chunkRelation(timescale)}, ${LOCKED_RELATION},
measurable AS (
  SELECT ch.hypertable_id, ch.chunk_id,
         CASE WHEN NOT EXISTS (SELECT 1 FROM locked_relation l WHERE l.oid = ch.chunk_oid) THEN ch.chunk_oid END AS chunk_oid,
         CASE WHEN NOT EXISTS (SELECT 1 FROM locked_relation l WHERE l.oid = ch.compressed_oid) THEN ch.compressed_oid END AS compressed_oid
    FROM chunk_relation ch
   WHERE NOT ch.osm_chunk),
size AS MATERIALIZED (
  SELECT ch.hypertable_id, ch.chunk_id,
         pg_catalog.pg_table_size(ch.chunk_oid) AS row_table, pg_catalog.pg_indexes_size(ch.chunk_oid) AS row_index,
         CASE WHEN r.reltoastrelid <> 0 THEN pg_catalog.pg_total_relation_size(r.reltoastrelid) ELSE 0 END AS row_toast,
         pg_catalog.pg_table_size(ch.compressed_oid) AS column_table, pg_catalog.pg_indexes_size(ch.compressed_oid) AS column_index,
         CASE WHEN c.reltoastrelid <> 0 THEN pg_catalog.pg_total_relation_size(c.reltoastrelid) ELSE 0 END AS column_toast
    FROM measurable ch
    LEFT JOIN pg_catalog.pg_class r ON r.oid = ch.chunk_oid
    LEFT JOIN pg_catalog.pg_class c ON c.oid = ch.compressed_oid)
SELECT s.hypertable_id AS "hypertableId", s.chunk_id AS "chunkId",
       s.row_table - s.row_toast AS "rowTableBytes", CASE WHEN s.row_table IS NOT NULL THEN s.row_toast END AS "rowToastBytes", s.row_index AS "rowIndexBytes",
       s.row_table + s.row_index AS "rowTotalBytes",
       s.column_table - s.column_toast AS "columnTableBytes",
       CASE WHEN s.column_table IS NOT NULL THEN s.column_toast END AS "columnToastBytes",
       s.column_index AS "columnIndexBytes", s.column_table + s.column_index AS "columnTotalBytes"
  FROM size s
 ORDER BY s.hypertable_id, s.chunk_id`,
    ),
});
