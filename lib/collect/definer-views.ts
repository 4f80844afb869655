import { z } from 'zod';
import type { ServerFacts } from '@/lib/db/server';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';

/**
 * Views of others' reading that show rows of tables with row-level security as their owner sees them, whom no policy binds.
 * Only tables that a view names itself count; a view that nobody but its owner may read shows nothing to anybody.
 */
export const definerViews = defineCollector({
  name: 'definerViews',
  title: 'Views past row-level security',
  tier: 'catalog',
  row: z.object({
    schema: z.string(),
    name: z.string(),
    owner: z.string(),
    /** Why policies do not bind the owner: it is a superuser, it has BYPASSRLS, or the tables are its own. */
    exemptAs: z.enum(['superuser', 'bypassrls', 'table owner']),
    /** Such tables that it reads, with their schemas. */
    tables: z.array(z.string()),
    publicMayRead: z.boolean(),
    /** Whether `security_invoker` is written down as off; null before PostgreSQL 15, which does not have it. */
    isInvokerRefused: z.boolean().nullable(),
  }),
  // `security_invoker` lets policies see the reader. What the owner may do decides else, as `check_enable_rls` has it.
  sql: (server) => sql`
WITH guarded AS MATERIALIZED (
  SELECT c.oid, c.relowner, c.relforcerowsecurity, n.nspname::text || '.' || c.relname::text AS full_name
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relrowsecurity AND n.nspname !~ '^_timescaledb_'),
reading AS MATERIALIZED (
  SELECT DISTINCT r.ev_class AS view_oid, g.*
    FROM guarded g
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = g.oid
                               AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
    JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid)
SELECT n.nspname::text AS "schema", v.relname::text AS "name", o.rolname::text AS "owner",
       CASE WHEN o.rolsuper THEN 'superuser' WHEN o.rolbypassrls THEN 'bypassrls' ELSE 'table owner' END AS "exemptAs",
       pg_catalog.array_agg(g.full_name ORDER BY g.full_name) AS "tables",
       bool_or(s.is_public) AS "publicMayRead", ${refusesInvoker(server)} AS "isInvokerRefused"
  FROM reading g
  JOIN pg_catalog.pg_class v ON v.oid = g.view_oid AND v.relkind = 'v'
  JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace
  JOIN pg_catalog.pg_roles o ON o.oid = v.relowner
 CROSS JOIN LATERAL (SELECT bool_or(x.grantee = 0) AS is_public, count(*) AS readers FROM pg_catalog.aclexplode(v.relacl) x
                      WHERE x.privilege_type = 'SELECT' AND x.grantee <> v.relowner) s
 CROSS JOIN LATERAL (SELECT bool_or(p.option_value::boolean) AS is_invoker FROM pg_catalog.pg_options_to_table(v.reloptions) p
                      WHERE p.option_name = 'security_invoker') i
 WHERE s.readers > 0 AND i.is_invoker IS NOT TRUE
   AND (o.rolsuper OR o.rolbypassrls OR (pg_catalog.pg_has_role(v.relowner, g.relowner, 'USAGE') AND NOT g.relforcerowsecurity))
 GROUP BY n.nspname, v.relname, o.rolname, o.rolsuper, o.rolbypassrls
 ORDER BY 6 DESC, 1, 2
 LIMIT 500`,
});

const refusesInvoker = ({ major }: ServerFacts): Sql =>
  major >= 15 ? sql`bool_or(i.is_invoker IS NOT NULL)` : sql`NULL::boolean`;
