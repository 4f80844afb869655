import { z } from 'zod';
import { int8 } from '@/lib/db/columns';
import { type Sql, sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';

/** Predefined roles that reach past a database's own objects; those that a server does not know yet are left out. */
const REACHING: Sql = sql`'pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files', 'pg_read_all_data', 'pg_write_all_data',
  'pg_signal_backend', 'pg_maintain', 'pg_create_subscription'`;

/**
 * Roles that may sign in, or that reach further than others, and what they may do. Read from pg_roles, which shows no
 * password and no hash of one.
 */
export const roles = defineCollector({
  name: 'roles',
  title: 'Roles and what they may do, without passwords',
  tier: 'catalog',
  row: z.object({
    name: z.string(),
    canLogin: z.boolean(),
    isSuperuser: z.boolean(),
    /** The one that the cluster was made with. */
    isBootstrap: z.boolean(),
    createsRoles: z.boolean(),
    createsDatabases: z.boolean(),
    replicates: z.boolean(),
    bypassesRowPolicies: z.boolean(),
    /** When its password ends, as PostgreSQL prints it; null is never. */
    validUntil: z.string().nullable(),
    isExpired: z.boolean(),
    /** -1 is no limit. */
    connectionLimit: int8,
    /** Predefined roles that it is a member of by name. */
    granted: z.array(z.string()),
    /** Those that it only inherits, by way of another role. */
    inherited: z.array(z.string()),
    /** Roles that are members of our own role and so may read what it reads. */
    isMemberOfOurs: z.boolean(),
  }),
  sql: () => sql`
WITH reaching AS (SELECT g.oid, g.rolname FROM pg_catalog.pg_roles g WHERE g.rolname IN (${REACHING})),
role AS (
  SELECT r.oid, r.rolname, r.rolcanlogin, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication, r.rolbypassrls, r.rolvaliduntil, r.rolconnlimit,
         ARRAY(SELECT g.rolname::text FROM reaching g JOIN pg_catalog.pg_auth_members m ON m.roleid = g.oid AND m.member = r.oid
                GROUP BY g.rolname ORDER BY g.rolname) AS granted,
         CASE WHEN r.rolsuper THEN '{}' ELSE
           ARRAY(SELECT g.rolname::text FROM reaching g WHERE pg_catalog.pg_has_role(r.oid, g.oid, 'MEMBER') AND g.oid <> r.oid ORDER BY g.rolname) END AS held
    FROM pg_catalog.pg_roles r
   WHERE r.rolname !~ '^pg_')
SELECT r.rolname::text AS "name", r.rolcanlogin AS "canLogin", r.rolsuper AS "isSuperuser", r.oid = 10 AS "isBootstrap",
       r.rolcreaterole AS "createsRoles", r.rolcreatedb AS "createsDatabases", r.rolreplication AS "replicates", r.rolbypassrls AS "bypassesRowPolicies",
       CASE WHEN r.rolvaliduntil < 'infinity' THEN r.rolvaliduntil::text END AS "validUntil",
       coalesce(r.rolvaliduntil < pg_catalog.now(), false) AS "isExpired", r.rolconnlimit AS "connectionLimit",
       r.granted, ARRAY(SELECT h FROM pg_catalog.unnest(r.held) h EXCEPT SELECT g FROM pg_catalog.unnest(r.granted) g ORDER BY 1) AS "inherited",
       NOT r.rolsuper AND r.rolname <> current_user AND pg_catalog.pg_has_role(r.oid, current_user, 'MEMBER') AS "isMemberOfOurs"
  FROM role r
 WHERE r.rolcanlogin OR r.rolsuper OR r.rolcreaterole OR r.rolreplication OR r.rolbypassrls OR r.held <> '{}'
 ORDER BY r.rolsuper DESC, r.rolcreaterole DESC, r.held <> '{}' DESC, r.rolname
 LIMIT 1000`,
});
