import { z } from 'zod';
import { sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';

/** Functions and procedures of users that run with their owner's rights. Those of extensions are the extension's matter. */
export const definerFunctions = defineCollector({
  name: 'definerFunctions',
  title: 'SECURITY DEFINER functions',
  tier: 'catalog',
  row: z.object({
    schema: z.string(),
    name: z.string(),
    /** As PostgreSQL prints it: argument types, quoted where they must be. */
    arguments: z.string(),
    owner: z.string(),
    isOwnerSuperuser: z.boolean(),
    publicMayExecute: z.boolean(),
    hasSearchPath: z.boolean(),
  }),
  sql: () => sql`
SELECT n.nspname::text AS "schema", p.proname::text AS "name", pg_catalog.pg_get_function_identity_arguments(p.oid) AS "arguments",
       o.rolname::text AS "owner", o.rolsuper AS "isOwnerSuperuser",
       EXISTS (SELECT FROM pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) x
                WHERE x.grantee = 0 AND x.privilege_type = 'EXECUTE') AS "publicMayExecute",
       EXISTS (SELECT FROM pg_catalog.unnest(p.proconfig) c WHERE c LIKE 'search_path=%') AS "hasSearchPath"
  FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_roles o ON o.oid = p.proowner
 WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
 ORDER BY 7, 5 DESC, 1, 2, 3
 LIMIT 500`,
});
