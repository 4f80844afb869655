import { z } from 'zod';
import { float8, int8 } from '@/lib/db/columns';
import { timescaleAtLeast } from '@/lib/db/server';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';

/** What the table takes in which TimescaleDB keeps the runs of jobs, one row. No right to read the table is needed. */
export const jobHistoryStorage = defineCollector({
  name: 'jobHistoryStorage',
  title: 'Size of the history of job runs',
  tier: 'catalog',
  row: z.object({
    schema: z.string(),
    name: z.string(),
    totalBytes: int8,
    /** The planner's estimate; null until the table is vacuumed or analysed. */
    estimatedRows: float8.nullable(),
  }),
  sql: (server) =>
    withTimescale(server, (timescale) => {
      // Until 2.14 only failures were kept.
      const table = timescaleAtLeast(timescale, '2.15') ? sql`'bgw_job_stat_history'` : sql`'job_errors'`;
      return sql`
SELECT n.nspname::text AS "schema", c.relname::text AS "name", pg_catalog.pg_total_relation_size(c.oid) AS "totalBytes",
       CASE WHEN c.reltuples >= 0 THEN c.reltuples END AS "estimatedRows"
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = '_timescaledb_internal' AND c.relname = ${table} AND c.relkind = 'r'`;
    }),
});
