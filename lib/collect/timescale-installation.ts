import { z } from 'zod';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';
import { columnstoreEnabled } from './timescale-catalog';

/** How TimescaleDB is installed in this database, one row. */
export const timescaleInstallation = defineCollector({
  name: 'timescaleInstallation',
  title: 'TimescaleDB: edition, version of its catalog',
  tier: 'catalog',
  row: z.object({
    /** The release that its catalog was made by; null before 2.13, which did not write it down. */
    catalogVersion: z.string().nullable(),
    /** Built without the features of the Timescale licence; null when its comment does not say. */
    isApacheEdition: z.boolean().nullable(),
    /** Whether a hypertable with a columnstore has foreign keys. */
    hasColumnstoreForeignKeys: z.boolean(),
    /** Whether job history has the 4-byte ids of a database that was made before 2.15 and updated to it. */
    hasNarrowJobHistory: z.boolean(),
  }),
  sql: (server) =>
    withTimescale(
      server,
      (timescale) => sql`
SELECT (SELECT m.value FROM _timescaledb_catalog.metadata m WHERE m.key = 'timescaledb_version') AS "catalogVersion",
       CASE WHEN c.text LIKE '%(Apache 2 Edition)' THEN true WHEN c.text LIKE '%(Community Edition)' THEN false END AS "isApacheEdition",
       EXISTS (SELECT FROM _timescaledb_catalog.hypertable h
                 JOIN pg_catalog.pg_namespace n ON n.nspname = h.schema_name
                 JOIN pg_catalog.pg_class r ON r.relname = h.table_name AND r.relnamespace = n.oid
                 JOIN pg_catalog.pg_constraint k ON k.conrelid = r.oid AND k.contype = 'f'
                WHERE ${columnstoreEnabled(timescale)}) AS "hasColumnstoreForeignKeys",
       EXISTS (SELECT FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = pg_catalog.to_regclass('_timescaledb_internal.bgw_job_stat_history')
                  AND a.attname = 'id' AND a.atttypid = 'int4'::regtype) AS "hasNarrowJobHistory"
  FROM pg_catalog.pg_extension e
 CROSS JOIN LATERAL (SELECT pg_catalog.obj_description(e.oid, 'pg_extension') AS text) c
 WHERE e.extname = 'timescaledb'`,
    ),
});
