import { z } from 'zod';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';
import { columnstoreEnabled } from './timescale-catalog';

/** How each hypertable with columnstore is configured now: existing chunks may have been compressed with other settings. */
export const compressionSettings = defineCollector({
  name: 'compressionSettings',
  title: 'Columnstore settings of hypertables: segmentby and orderby',
  tier: 'catalog',
  row: z.object({
    hypertableId: z.number(),
    /** Null when not set explicitly; from 2.22 that means "decided per chunk when it is compressed". */
    segmentBy: z.array(z.string()).nullable(),
    orderBy: z.array(z.string()).nullable(),
    orderByDescending: z.array(z.boolean()).nullable(),
    orderByNullsFirst: z.array(z.boolean()).nullable(),
  }),
  sql: (server) =>
    withTimescale(server, (timescale) =>
      timescale.layout.compressionSettings
        ? sql`
SELECT h.id AS "hypertableId", s.segmentby::text[] AS "segmentBy", s.orderby::text[] AS "orderBy", s.orderby_desc AS "orderByDescending",
       s.orderby_nullsfirst AS "orderByNullsFirst"
  FROM _timescaledb_catalog.hypertable h
  JOIN pg_catalog.pg_namespace n ON n.nspname = h.schema_name
  JOIN pg_catalog.pg_class c ON c.relname = h.table_name AND c.relnamespace = n.oid
  LEFT JOIN _timescaledb_catalog.compression_settings s ON s.relid = c.oid
 WHERE ${columnstoreEnabled(timescale)}
 ORDER BY h.id`
        : sql`
SELECT h.id AS "hypertableId",
       array_agg(k.attname::text ORDER BY k.segmentby_column_index) FILTER (WHERE k.segmentby_column_index IS NOT NULL) AS "segmentBy",
       array_agg(k.attname::text ORDER BY k.orderby_column_index) FILTER (WHERE k.orderby_column_index IS NOT NULL) AS "orderBy",
       array_agg(NOT k.orderby_asc ORDER BY k.orderby_column_index) FILTER (WHERE k.orderby_column_index IS NOT NULL) AS "orderByDescending",
       array_agg(k.orderby_nullsfirst ORDER BY k.orderby_column_index) FILTER (WHERE k.orderby_column_index IS NOT NULL) AS "orderByNullsFirst"
  FROM _timescaledb_catalog.hypertable h
  JOIN _timescaledb_catalog.hypertable_compression k ON k.hypertable_id = h.id
 WHERE ${columnstoreEnabled(timescale)}
 GROUP BY h.id
 ORDER BY h.id`,
    ),
});
