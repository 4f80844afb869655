import { z } from 'zod';
import { timescaleAtLeast } from '@/lib/db/server';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';
import { chunkRelation } from './timescale-catalog';

/**
 * Chunks with bloom filters as TimescaleDB wrote them before 2.24, which later versions do not read: their hashes
 * depended on how the package was built. One row per hypertable that has such chunks.
 */
export const legacyBloomIndexes = defineCollector({
  name: 'legacyBloomIndexes',
  title: 'Bloom filters of before TimescaleDB 2.24',
  tier: 'exact',
  bulk: true,
  row: z.object({ hypertableId: z.number(), chunkIds: z.array(z.number()) }),
  sql: (server) =>
    withTimescale(server, (timescale) =>
      timescaleAtLeast(timescale, '2.24')
        ? sql`
WITH ${chunkRelation(timescale)}
SELECT ch.hypertable_id AS "hypertableId", array_agg(ch.chunk_id ORDER BY ch.chunk_id) AS "chunkIds"
  FROM chunk_relation ch
 -- A range of names instead of LIKE: the columns of each compressed relation are looked up by index, not all read.
 CROSS JOIN LATERAL (
   SELECT a.attnum FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = ch.compressed_oid AND NOT a.attisdropped
      AND a.attname >= '_ts_meta_v2_bloom1_' AND a.attname < '_ts_meta_v2_bloom1\`'
    LIMIT 1) legacy
 GROUP BY ch.hypertable_id
 ORDER BY ch.hypertable_id`
        : { unavailable: 'Before TimescaleDB 2.24 there is only one kind of bloom filter, and it is read' },
    ),
});
