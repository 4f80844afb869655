import { z } from 'zod';
import { int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';

/** Tables with row-level security on, or with policies: whether the two fit together. Chunks follow their hypertable. */
export const rowSecurity = defineCollector({
  name: 'rowSecurity',
  title: 'Row-level security and its policies',
  tier: 'catalog',
  row: z.object({
    schema: z.string(),
    name: z.string(),
    owner: z.string(),
    isOn: z.boolean(),
    /** Whether it binds the owner, too. */
    isForced: z.boolean(),
    policies: int8,
  }),
  sql: () => sql`
WITH policy AS (SELECT p.polrelid AS oid, count(*) AS policies FROM pg_catalog.pg_policy p GROUP BY p.polrelid),
wanted AS (SELECT y.oid FROM policy y UNION SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relrowsecurity)
SELECT n.nspname::text AS "schema", c.relname::text AS "name", pg_catalog.pg_get_userbyid(c.relowner)::text AS "owner",
       c.relrowsecurity AS "isOn", c.relforcerowsecurity AS "isForced", coalesce(y.policies, 0) AS "policies"
  FROM wanted w
  JOIN pg_catalog.pg_class c ON c.oid = w.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN policy y ON y.oid = w.oid
 WHERE n.nspname !~ '^_timescaledb_'
 ORDER BY (c.relrowsecurity = (y.policies IS NOT NULL)), 1, 2
 LIMIT 1000`,
});
