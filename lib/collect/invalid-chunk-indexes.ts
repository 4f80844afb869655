import { z } from 'zod';
import { int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';

/**
 * One row per index of a chunk, of its row or its column part, that PostgreSQL does not use for queries: what a failed
 * CREATE INDEX CONCURRENTLY or REINDEX CONCURRENTLY leaves. Those that are being built now are left out, as far as
 * this role may see that.
 */
export const invalidChunkIndexes = defineCollector({
  name: 'invalidChunkIndexes',
  title: 'Indexes of chunks that are not valid',
  tier: 'catalog',
  bulk: true,
  row: z.object({
    hypertableId: z.number(),
    chunkName: z.string(),
    schema: z.string(),
    name: z.string(),
    isUnique: z.boolean(),
    isColumnPart: z.boolean(),
    /** What a build reads. */
    heapBytes: int8.nullable(),
  }),
  sql: (server) =>
    withTimescale(server, ({ layout }) => {
      // Until 2.28 column parts are children of an internal hypertable, afterwards of nothing.
      const [chunkOfColumns, childOid, isColumnPart] = layout.chunkRelid
        ? [
            sql`
  LEFT JOIN _timescaledb_catalog.compression_settings s ON s.compress_relid = b.table_oid`,
            sql`coalesce(s.relid::oid, b.table_oid)`,
            sql`s.relid IS NOT NULL`,
          ]
        : [sql``, sql`b.table_oid`, sql`u.id IS NOT NULL`];
      return sql`
WITH broken AS MATERIALIZED (
  SELECT i.indexrelid AS oid, i.indrelid AS table_oid, i.indisunique
    FROM pg_catalog.pg_index i
   WHERE NOT (i.indisvalid AND i.indisready AND i.indislive)
     AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid))
SELECT coalesce(u.id, h.id) AS "hypertableId", t.relname::text AS "chunkName", n.nspname::text AS "schema", c.relname::text AS "name",
       b.indisunique AS "isUnique", ${isColumnPart} AS "isColumnPart", pg_catalog.pg_relation_size(b.table_oid) AS "heapBytes"
  FROM broken b
  JOIN pg_catalog.pg_class c ON c.oid = b.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_class t ON t.oid = b.table_oid${chunkOfColumns}
  JOIN pg_catalog.pg_inherits i ON i.inhrelid = ${childOid}
  JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
  JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
  JOIN _timescaledb_catalog.hypertable h ON h.schema_name = pn.nspname AND h.table_name = p.relname
  LEFT JOIN _timescaledb_catalog.hypertable u ON u.compressed_hypertable_id = h.id
 ORDER BY "hypertableId", "schema", "name"`;
    }),
});
