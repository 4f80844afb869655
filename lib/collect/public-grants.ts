import { z } from 'zod';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';

/** PostgreSQL gives these to everybody by itself, so they are nobody's decision. */
const WORDS: Sql = sql`CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES'
            WHEN 'n' THEN 'SCHEMAS' WHEN 'L' THEN 'LARGE OBJECTS' END`;

/** What everybody with a connection may do in this database beyond reading catalogs: PUBLIC's grants that matter. */
export const publicGrants = defineCollector({
  name: 'publicGrants',
  title: 'What PUBLIC may do',
  tier: 'catalog',
  row: z.object({
    kind: z.enum(['schema', 'default-privilege']),
    /** Null for default privileges of every schema. */
    schema: z.string().nullable(),
    /** Who owns the schema, or whose new objects get the privilege. */
    owner: z.string(),
    /** Of default privileges, as ALTER DEFAULT PRIVILEGES names it. */
    objects: z.string().nullable(),
    privilege: z.string(),
  }),
  sql: () => sql`
SELECT 'schema' AS "kind", n.nspname::text AS "schema", pg_catalog.pg_get_userbyid(n.nspowner)::text AS "owner", NULL AS "objects", x.privilege_type AS "privilege"
  FROM pg_catalog.pg_namespace n
 CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) x
 WHERE x.grantee = 0 AND x.privilege_type = 'CREATE' AND n.nspname !~ '^pg_(temp|toast_temp)_'
UNION ALL
SELECT 'default-privilege', n.nspname::text, pg_catalog.pg_get_userbyid(d.defaclrole)::text, ${WORDS}, x.privilege_type
  FROM pg_catalog.pg_default_acl d
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
 CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) x
 WHERE x.grantee = 0 AND NOT (d.defaclnamespace = 0 AND (d.defaclobjtype, x.privilege_type) IN (('f', 'EXECUTE'), ('T', 'USAGE')))
 ORDER BY 1, 2, 3, 4, 5
 LIMIT 1000`,
});
