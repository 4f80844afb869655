import { z } from 'zod';
import { float8, instant, int8 } from '@/lib/db/columns';
import type { ServerFacts } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';
import { PAGE_BYTES, userRelation } from './user-relations';

/** One row per index of an ordinary table; those of hypertables are in `hypertableIndexes`, rolled up from their chunks. */
export const indexes = defineCollector({
  name: 'indexes',
  title: 'Indexes of ordinary tables: use, size, validity',
  tier: 'standard',
  bulk: true,
  row: z.object({
    tableOid: z.number(),
    schema: z.string(),
    tableName: z.string(),
    name: z.string(),
    definition: z.string(),
    method: z.string(),
    /** Key columns in order; null for an expression. */
    keyColumns: z.array(z.string().nullable()),
    includedColumns: z.array(z.string()),
    isUnique: z.boolean(),
    isPrimary: z.boolean(),
    isValid: z.boolean(),
    isPartial: z.boolean(),
    /** A constraint needs it, so that it cannot be dropped by itself. */
    isConstraint: z.boolean(),
    /** As of the last VACUUM or ANALYZE. */
    totalBytes: int8,
    estimatedRows: float8.nullable(),
    scans: int8.nullable(),
    tuplesRead: int8.nullable(),
    /** PostgreSQL 16+. */
    lastScanAt: instant.nullable(),
  }),
  sql: (server) => sql`
WITH ${userRelation(server)}
SELECT t.oid AS "tableOid", t.schema::text AS "schema", t.relname::text AS "tableName", c.relname::text AS "name",
       pg_catalog.pg_get_indexdef(i.indexrelid) AS "definition", am.amname::text AS "method",
       k.key_columns AS "keyColumns", k.included_columns AS "includedColumns",
       i.indisunique AS "isUnique", i.indisprimary AS "isPrimary", i.indisvalid AND i.indisready AS "isValid",
       i.indpred IS NOT NULL AS "isPartial",
       EXISTS (SELECT 1 FROM pg_catalog.pg_constraint o WHERE o.conindid = i.indexrelid) AS "isConstraint",
       greatest(c.relpages, 0) * ${PAGE_BYTES} AS "totalBytes",
       CASE WHEN c.reltuples >= 0 THEN c.reltuples END AS "estimatedRows", ${counters(server)}
  FROM user_relation t
  JOIN pg_catalog.pg_index i ON i.indrelid = t.oid
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_am am ON am.oid = c.relam
 CROSS JOIN LATERAL (
   SELECT coalesce(array_agg(a.attname::text ORDER BY p.place) FILTER (WHERE p.place <= i.indnkeyatts), '{}') AS key_columns,
          coalesce(array_agg(a.attname::text ORDER BY p.place) FILTER (WHERE p.place > i.indnkeyatts), '{}') AS included_columns
     FROM unnest(i.indkey) WITH ORDINALITY AS p (attnum, place)
     LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = p.attnum AND p.attnum <> 0) k
 ORDER BY t.schema, t.relname, c.relname`,
});

function counters({ engine, major }: ServerFacts): Sql {
  if (engine === 'embedded')
    return sql`NULL::bigint AS "scans", NULL::bigint AS "tuplesRead", NULL::timestamptz AS "lastScanAt"`;
  const lastScan = major >= 16 ? sql`pg_catalog.pg_stat_get_lastscan(c.oid)` : sql`NULL::timestamptz`;
  return sql`pg_catalog.pg_stat_get_numscans(c.oid) AS "scans", pg_catalog.pg_stat_get_tuples_returned(c.oid) AS "tuplesRead",
       ${lastScan} AS "lastScanAt"`;
}
