import { z } from 'zod';
import { int8 } from '@/lib/db/columns';
import { sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';
import { userRelation } from './user-relations';

/** What the role that we sign in with may do in this database, one row. Hypertables count as one table each. */
export const ownReach = defineCollector({
  name: 'ownReach',
  title: 'What our own role may do',
  tier: 'catalog',
  row: z.object({
    tables: int8,
    readable: int8,
    /** INSERT, UPDATE, DELETE or TRUNCATE. */
    writable: int8,
    createsSchemas: z.boolean(),
    ownsDatabase: z.boolean(),
    /** Schemas where it may create objects. */
    createsIn: z.array(z.string()),
  }),
  sql: (server) => sql`
WITH ${userRelation(server)}
SELECT count(*) AS "tables", count(*) FILTER (WHERE pg_catalog.has_table_privilege(u.oid, 'SELECT')) AS "readable",
       count(*) FILTER (WHERE pg_catalog.has_table_privilege(u.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')) AS "writable",
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS "createsSchemas",
       (SELECT pg_catalog.pg_has_role(d.datdba, 'MEMBER') FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()) AS "ownsDatabase",
       ARRAY(SELECT n.nspname::text FROM pg_catalog.pg_namespace n
              WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND pg_catalog.has_schema_privilege(n.oid, 'CREATE')
              ORDER BY 1 LIMIT 50) AS "createsIn"
  FROM user_relation u
 WHERE NOT u.relispartition`,
});
