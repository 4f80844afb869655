import { z } from 'zod';
import { sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';

/** One row per tablespace of the server. Sizes are in `storageSizes`. */
export const tablespaces = defineCollector({
  name: 'tablespaces',
  title: 'Tablespaces of the server',
  tier: 'catalog',
  row: z.object({
    name: z.string(),
    owner: z.string(),
    /** Empty for the two that live in the data directory. */
    location: z.string(),
    /** Where this database's relations go that name none. */
    isDatabaseDefault: z.boolean(),
    /** Such as `random_page_cost=1.1`; null when none is set. */
    options: z.array(z.string()).nullable(),
  }),
  sql: () => sql`
SELECT t.spcname::text AS "name", pg_catalog.pg_get_userbyid(t.spcowner)::text AS "owner",
       pg_catalog.pg_tablespace_location(t.oid) AS "location",
       t.oid = (SELECT d.dattablespace FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()) AS "isDatabaseDefault",
       t.spcoptions AS "options"
  FROM pg_catalog.pg_tablespace t
 ORDER BY t.spcname`,
});
