import { z } from 'zod';
import { sql } from '@/lib/sql/statement';
import { defineCollector, withTimescale } from './collector';

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
  }),
  sql: (server) =>
    withTimescale(
      server,
      () => sql`
SELECT (SELECT m.value FROM _timescaledb_catalog.metadata m WHERE m.key = 'timescaledb_version') AS "catalogVersion",
       CASE WHEN c.text LIKE '%(Apache 2 Edition)' THEN true WHEN c.text LIKE '%(Community Edition)' THEN false END AS "isApacheEdition"
  FROM pg_catalog.pg_extension e
 CROSS JOIN LATERAL (SELECT pg_catalog.obj_description(e.oid, 'pg_extension') AS text) c
 WHERE e.extname = 'timescaledb'`,
    ),
});
