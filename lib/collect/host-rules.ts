import { z } from 'zod';
import { int8 } from '@/lib/db/columns';
import { ident, type Sql, sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';

/**
 * Who may sign in from where and how, line by line, as the file says now, in the order in which the server goes through
 * them. Never its options: they may hold a password.
 */
export const hostRules = defineCollector({
  name: 'hostRules',
  title: 'Rules of pg_hba.conf',
  tier: 'catalog',
  row: z.object({
    /** The file that pg_hba.conf includes and that holds the line, PostgreSQL 16+; null for pg_hba.conf itself. */
    file: z.string().nullable(),
    line: int8,
    /** Its place among the rules of all files; null where the line has a mistake, and before 16. */
    ruleNumber: int8.nullable(),
    /** `local`, `host`, `hostssl`, `hostnossl`, …; null where the line has a mistake. */
    connection: z.string().nullable(),
    databases: z.array(z.string()).nullable(),
    roles: z.array(z.string()).nullable(),
    address: z.string().nullable(),
    netmask: z.string().nullable(),
    method: z.string().nullable(),
    error: z.string().nullable(),
  }),
  // The embedded engine has no such file, and nobody reaches it but its own process: there are none.
  sql: ({ engine, major }) => sql`
SELECT ${major >= 16 && engine !== 'embedded' ? PLACE : sql`NULL::text AS "file", NULL::bigint AS "ruleNumber"`},
       h.line_number AS "line", h.type AS "connection", h.database AS "databases", h.user_name AS "roles", h.address AS "address",
       h.netmask AS "netmask", h.auth_method AS "method", h.error AS "error"
  FROM ${engine === 'embedded' ? NO_RULE : sql`(SELECT pg_catalog.row_number() OVER () AS place, r.* FROM pg_catalog.pg_hba_file_rules r)`} h
 ORDER BY h.place
 LIMIT 1000`,
  mend: ({ roleName }) => ({
    sql: sql`GRANT SELECT ON pg_catalog.pg_hba_file_rules TO ${ident(roleName)};
GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO ${ident(roleName)};`,
    undo: sql`REVOKE SELECT ON pg_catalog.pg_hba_file_rules FROM ${ident(roleName)};
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() FROM ${ident(roleName)};`,
  }),
});

/** Where the main file's name is hidden, every line is told by its file. */
const PLACE = sql`nullif(h.file_name, (SELECT s.setting FROM pg_catalog.pg_settings s WHERE s.name = 'hba_file')) AS "file", h.rule_number AS "ruleNumber"`;

const NO_RULE: Sql = sql`(SELECT 0 AS place, 0 AS line_number, NULL::text AS type, NULL::text[] AS database, NULL::text[] AS user_name, NULL::text AS address,
               NULL::text AS netmask, NULL::text AS auth_method, NULL::text AS error WHERE false)`;
