import { z } from 'zod';
import { sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';

/** Installed extensions, and the version that the server's files would update each to. */
export const extensions = defineCollector({
  name: 'extensions',
  title: 'Extensions and the versions at hand',
  tier: 'catalog',
  row: z.object({
    name: z.string(),
    schema: z.string(),
    version: z.string(),
    /** Null when the files of an installed extension are gone. Compare as versions: it can be the older one. */
    defaultVersion: z.string().nullable(),
  }),
  sql: () => sql`
SELECT e.extname::text AS "name", n.nspname::text AS "schema", e.extversion AS "version", a.default_version AS "defaultVersion"
  FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
  LEFT JOIN pg_catalog.pg_available_extensions() a ON a.name = e.extname
 ORDER BY e.extname`,
});
