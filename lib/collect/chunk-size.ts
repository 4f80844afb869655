import type { ServerFacts } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';

const BLOCK: Sql = sql`pg_catalog.current_setting('block_size')::bigint`;

/** `locked_relation(oid)`: of this database, locked so that even asking for a size would wait, and then fail. */
export const LOCKED_RELATION: Sql = sql`
locked_relation AS MATERIALIZED (
  SELECT DISTINCT l.relation AS oid FROM pg_catalog.pg_locks l
   WHERE l.mode = 'AccessExclusiveLock' AND l.granted AND l.relation IS NOT NULL
     AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()))`;

/**
 * `chunk_size(chunk_id, row_indexes, row_heap_bytes, row_table_bytes, row_index_bytes, column_bytes, …)`, byte for byte what
 * `chunks_detailed_size` says, at a tenth of its cost: a file is looked at only where the catalog may be behind.
 * Needs `chunkRelation` before it.
 */
export function chunkSize(server: ServerFacts): Sql {
  return server.engine === 'embedded' ? witnessed : mostlyTrusted;
}

const SNAPSHOT = sql`
         z.uncompressed_heap_size + z.uncompressed_toast_size + z.uncompressed_index_size AS before_bytes,
         z.compressed_heap_size + z.compressed_toast_size + z.compressed_index_size AS after_bytes,
         z.numrows_pre_compression AS compressed_rows, z.numrows_post_compression AS compressed_batches`;

/**
 * Without statistics, files are the only witnesses. Asking for one costs a system call, and a chunk has twenty; the
 * few that cannot stay as they were when anything happens tell about the others:
 * - a row part without a heap was emptied by compression: what is left is the one page of each empty index.
 * - a compressed heap that is as long as when it was written holds the batches that were recorded then. The record
 *   counts the forks of the heap too: that version writes a visibility map of one page, and a heap of more than four
 *   pages has a free space map of three. Where the difference is another one, or might be, all of it is measured.
 */
const witnessed: Sql = sql`
index_count AS MATERIALIZED (
  SELECT i.indrelid AS oid, count(*) AS indexes,
         bool_and(x.relam = (SELECT a.oid FROM pg_catalog.pg_am a WHERE a.amname = 'btree')) AS is_btree
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
   WHERE i.indrelid = ANY (ARRAY(SELECT ch.chunk_oid FROM chunk_relation ch))
   GROUP BY i.indrelid),
chunk_witness AS MATERIALIZED (
  SELECT ch.chunk_id, ch.chunk_oid, ch.compressed_oid, pg_catalog.pg_relation_size(ch.chunk_oid) AS heap_bytes,
         CASE WHEN ch.reltoastrelid <> 0 THEN ${BLOCK} ELSE 0 END AS toast_bytes,
         coalesce(x.indexes, 0) AS row_indexes, coalesce(x.indexes, 0) * ${BLOCK} AS index_bytes,
         (ch.status & 9) = 1 AND coalesce(x.is_btree, true) AS is_compressed_whole,
         z.compressed_heap_size AS recorded_heap_bytes, pg_catalog.pg_relation_size(ch.compressed_oid) AS column_heap_bytes,${SNAPSHOT}
    FROM chunk_relation ch
    LEFT JOIN index_count x ON x.oid = ch.chunk_oid
    LEFT JOIN _timescaledb_catalog.compression_chunk_size z ON z.chunk_id = ch.chunk_id),
chunk_size AS (
  SELECT w.chunk_id, w.row_indexes, w.before_bytes, w.after_bytes, w.compressed_rows, w.compressed_batches, w.heap_bytes AS row_heap_bytes,
         CASE WHEN w.is_compressed_whole AND w.heap_bytes = 0 THEN w.toast_bytes ELSE pg_catalog.pg_table_size(w.chunk_oid) END AS row_table_bytes,
         CASE WHEN w.is_compressed_whole AND w.heap_bytes = 0 THEN w.index_bytes ELSE pg_catalog.pg_indexes_size(w.chunk_oid) END AS row_index_bytes,
         CASE WHEN w.column_heap_bytes <= 4000 * ${BLOCK}
                   AND w.recorded_heap_bytes - w.column_heap_bytes = CASE WHEN w.column_heap_bytes > 4 * ${BLOCK} THEN 4 ELSE 1 END * ${BLOCK}
              THEN w.after_bytes ELSE pg_catalog.pg_total_relation_size(w.compressed_oid) END AS column_bytes
    FROM chunk_witness w)`;

/**
 * What is trusted, and why:
 * - a compressed relation that holds the rows of its compression and nothing else happened to it: the sizes that
 *   were recorded then. VACUUM would have added forks.
 * - a row part that was emptied by compression (truncated: no pages, no dead rows): its empty indexes alone. The
 *   catalog may still say that they have no page, but an empty B-tree has one.
 * - indexes of a row part that did not change since ANALYZE, which writes their pages; where VACUUM met deleted
 *   rows they may have a free space map.
 * - whatever another session has locked exclusively: the last known pages, rather than to wait for it.
 * Everything else is measured, and so is all of it after the statistics were reset.
 */
const mostlyTrusted: Sql = sql`
${LOCKED_RELATION},
index_pages AS MATERIALIZED (
  SELECT i.indrelid AS oid, count(*) AS indexes, sum(greatest(x.relpages, 1)::bigint) * ${BLOCK} AS bytes,
         bool_and(x.relpages > 0 OR x.relam = (SELECT a.oid FROM pg_catalog.pg_am a WHERE a.amname = 'btree')) AS is_known
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
   WHERE i.indrelid = ANY (ARRAY(SELECT ch.chunk_oid FROM chunk_relation ch))
   GROUP BY i.indrelid),
chunk_state AS MATERIALIZED (
  SELECT ch.chunk_id, ch.chunk_oid, ch.compressed_oid, ch.relpages::bigint * ${BLOCK} AS heap_bytes,
         coalesce(x.indexes, 0) AS row_indexes, coalesce(x.bytes, 0)::bigint AS index_bytes,
         -- Of an emptied TOAST table there is its index's one page.
         CASE WHEN ch.reltoastrelid <> 0 THEN ${BLOCK} ELSE 0 END AS toast_bytes,
         lo.oid IS NOT NULL AS is_locked, lc.oid IS NOT NULL AS is_column_locked,
         (ch.status & 9) = 1 AND ch.relpages = 0 AND pg_catalog.pg_stat_get_dead_tuples(ch.chunk_oid) = 0
           AND (ch.reltoastrelid = 0 OR pg_catalog.pg_stat_get_tuples_deleted(ch.reltoastrelid) = 0)
           AND coalesce(x.is_known, true) AS is_emptied,
         pg_catalog.pg_stat_get_mod_since_analyze(ch.chunk_oid) = 0
           AND coalesce(pg_catalog.pg_stat_get_last_analyze_time(ch.chunk_oid), pg_catalog.pg_stat_get_last_autoanalyze_time(ch.chunk_oid)) IS NOT NULL
           AND pg_catalog.pg_stat_get_tuples_updated(ch.chunk_oid) + pg_catalog.pg_stat_get_tuples_deleted(ch.chunk_oid) = 0 AS is_unchanged,
         pg_catalog.pg_stat_get_tuples_inserted(ch.compressed_oid) = z.numrows_post_compression
           AND pg_catalog.pg_stat_get_tuples_updated(ch.compressed_oid) + pg_catalog.pg_stat_get_tuples_deleted(ch.compressed_oid) = 0
           AND pg_catalog.pg_stat_get_vacuum_count(ch.compressed_oid) + pg_catalog.pg_stat_get_autovacuum_count(ch.compressed_oid) = 0 AS is_as_compressed,${SNAPSHOT}
    FROM chunk_relation ch
    LEFT JOIN index_pages x ON x.oid = ch.chunk_oid
    LEFT JOIN locked_relation lo ON lo.oid = ch.chunk_oid
    LEFT JOIN locked_relation lc ON lc.oid = ch.compressed_oid
    LEFT JOIN _timescaledb_catalog.compression_chunk_size z ON z.chunk_id = ch.chunk_id),
chunk_size AS (
  SELECT s.chunk_id, s.row_indexes, s.before_bytes, s.after_bytes, s.compressed_rows, s.compressed_batches,
         CASE WHEN s.is_emptied OR s.is_locked THEN s.heap_bytes ELSE pg_catalog.pg_relation_size(s.chunk_oid) END AS row_heap_bytes,
         CASE WHEN s.is_emptied OR s.is_locked THEN s.heap_bytes + s.toast_bytes ELSE pg_catalog.pg_table_size(s.chunk_oid) END AS row_table_bytes,
         CASE WHEN s.is_emptied OR s.is_locked OR s.is_unchanged THEN s.index_bytes ELSE pg_catalog.pg_indexes_size(s.chunk_oid) END AS row_index_bytes,
         CASE WHEN s.is_as_compressed OR s.is_column_locked THEN s.after_bytes ELSE pg_catalog.pg_total_relation_size(s.compressed_oid) END AS column_bytes
    FROM chunk_state s)`;
