import { z } from 'zod';
import { sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';
import { MAY_HOLD_SECRET } from './settings';

/**
 * What ALTER DATABASE and ALTER ROLE set for sessions of this database. It wins over the server's configuration, and a
 * monitor's own sessions do not show what other roles get.
 */
export const settingOverrides = defineCollector({
  name: 'settingOverrides',
  title: 'Settings of single databases and roles',
  tier: 'catalog',
  row: z.object({
    /** Null for a role's setting in every database. */
    databaseName: z.string().nullable(),
    /** Null for every role. */
    roleName: z.string().nullable(),
    name: z.string(),
    /** As it was written, such as `64MB`; null where it may hold a secret. */
    setting: z.string().nullable(),
  }),
  sql: () => sql`
SELECT d.datname::text AS "databaseName", r.rolname::text AS "roleName", s.name,
       CASE WHEN NOT ${MAY_HOLD_SECRET} THEN s.setting END AS "setting"
  FROM pg_catalog.pg_db_role_setting o
 CROSS JOIN LATERAL (
   SELECT pg_catalog.split_part(c.entry, '=', 1) AS name, pg_catalog.substr(c.entry, pg_catalog.strpos(c.entry, '=') + 1) AS setting
     FROM pg_catalog.unnest(o.setconfig) c(entry)) s
  LEFT JOIN pg_catalog.pg_database d ON d.oid = o.setdatabase
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = o.setrole
 WHERE o.setdatabase = 0 OR d.datname = pg_catalog.current_database()
 ORDER BY s.name, d.datname, r.rolname`,
});
