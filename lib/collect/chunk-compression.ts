import { z } from 'zod';
import { int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';
import { chunkRelation } from './timescale-catalog';

/**
 * With which settings chunks were really compressed: one row per hypertable and distinct setting. A setting that
 * the hypertable leaves open (null, from 2.22 "decided per chunk") is no drift.
 */
export const chunkCompression = defineCollector({
  name: 'chunkCompression',
  title: 'Columnstore settings that chunks were compressed with, and their drift from the current ones',
  tier: 'catalog',
  bulk: true,
  row: z.object({
    hypertableId: z.number(),
    segmentBy: z.array(z.string()).nullable(),
    orderBy: z.array(z.string()).nullable(),
    orderByDescending: z.array(z.boolean()).nullable(),
    chunkCount: int8,
    /** False when the hypertable's settings have changed since: these chunks keep the old ones until rewritten. */
    isCurrent: z.boolean(),
    /** The chunks of a drifted setting; empty for the current one. */
    driftedChunkIds: z.array(z.number()),
  }),
  sql: (server) =>
    withTimescale(server, (timescale) => {
      if (!timescale.layout.compressionSettings)
        return { unavailable: 'Until TimescaleDB 2.13 settings are kept per hypertable, not per chunk' };
      // Until 2.18 the settings row names the compressed relation, afterwards the chunk.
      const settingsOid = timescale.layout.compressRelid ? sql`ch.chunk_oid` : sql`ch.compressed_oid`;
      return sql`
WITH ${chunkRelation(timescale)},
setting AS MATERIALIZED (
  SELECT ch.hypertable_id, s.segmentby, s.orderby, s.orderby_desc, count(*) AS chunk_count,
         array_agg(ch.chunk_id ORDER BY ch.chunk_id) AS chunk_ids
    FROM chunk_relation ch
    JOIN _timescaledb_catalog.compression_settings s ON s.relid = ${settingsOid}
   WHERE ch.compressed_oid IS NOT NULL
   GROUP BY ch.hypertable_id, s.segmentby, s.orderby, s.orderby_desc),
compared AS (
  SELECT s.*,
         (hs.segmentby IS NULL OR s.segmentby IS NOT DISTINCT FROM hs.segmentby)
         AND (hs.orderby IS NULL OR (s.orderby IS NOT DISTINCT FROM hs.orderby AND s.orderby_desc IS NOT DISTINCT FROM hs.orderby_desc)) AS is_current
    FROM setting s
    JOIN _timescaledb_catalog.hypertable h ON h.id = s.hypertable_id
    JOIN pg_catalog.pg_namespace n ON n.nspname = h.schema_name
    JOIN pg_catalog.pg_class hc ON hc.relname = h.table_name AND hc.relnamespace = n.oid
    LEFT JOIN _timescaledb_catalog.compression_settings hs ON hs.relid = hc.oid)
SELECT hypertable_id AS "hypertableId", segmentby::text[] AS "segmentBy", orderby::text[] AS "orderBy", orderby_desc AS "orderByDescending",
       chunk_count AS "chunkCount", is_current AS "isCurrent",
       CASE WHEN is_current THEN '{}' ELSE chunk_ids END AS "driftedChunkIds"
  FROM compared
 ORDER BY hypertable_id, is_current, chunk_count DESC`;
    }),
});
