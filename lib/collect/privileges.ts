import { z } from 'zod';
import { int8 } from '@/lib/db/columns';
import type { ServerFacts } from '@/lib/db/server';
import { grantJobRuns, revokeJobRuns } from '@/lib/sql/job-runs-table';
import { joined, literal, type Sql, sql } from '@/lib/sql/statement';
import { defineCollector } from './collector';

/** What this role can see: one row per privilege that some artifact depends on, and the SQL that gives and takes it. */
export const privileges = defineCollector({
  name: 'privileges',
  title: 'What this role may read',
  tier: 'catalog',
  row: z.object({
    privilege: z.string(),
    /** What it opens, in words. */
    enables: z.string(),
    isGranted: z.boolean(),
    /** Where it is given object by object: on how many of how many. */
    grantedOn: int8.nullable(),
    existing: int8.nullable(),
    /** Null when it is granted, or when no grant is advisable. */
    grantSql: z.string().nullable(),
    revokeSql: z.string().nullable(),
  }),
  sql: (server) => joined([memberships(), ...statements(server), ...ofTimescale(server)], '\n'),
});

const UNION = sql`UNION ALL`;

function memberships(): Sql {
  return sql`
SELECT m.role::text AS "privilege", m.enables AS "enables", h.has AS "isGranted", NULL::bigint AS "grantedOn", NULL::bigint AS "existing",
       CASE WHEN NOT h.has THEN pg_catalog.format('GRANT %I TO %I;', m.role, current_user) END AS "grantSql",
       CASE WHEN NOT h.has THEN pg_catalog.format('REVOKE %I FROM %I;', m.role, current_user) END AS "revokeSql"
  FROM (VALUES ('pg_monitor', 'sessions, settings, statements, log files: everything that monitoring reads'),
               ('pg_read_all_stats', 'sessions, statements and replication of all roles, sizes of all databases'),
               ('pg_read_all_settings', 'settings that are kept from ordinary roles, such as shared_preload_libraries')) AS m (role, enables)
 CROSS JOIN LATERAL (SELECT pg_catalog.pg_has_role(m.role, 'USAGE') AS has) h`;
}

function statements({ extensionSchemas }: ServerFacts): Sql[] {
  const isInstalled = extensionSchemas.pg_stat_statements !== undefined;
  // Nobody can create what the server has no files of.
  const canBeCreated = isInstalled
    ? sql`false`
    : sql`EXISTS (SELECT FROM pg_catalog.pg_available_extensions() a WHERE a.name = 'pg_stat_statements')`;
  return [
    UNION,
    sql`SELECT 'extension pg_stat_statements', 'the statements that take the most time', ${isInstalled ? sql`true` : sql`false`}, NULL, NULL,
       CASE WHEN c.can THEN 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements;' END,
       CASE WHEN c.can THEN 'DROP EXTENSION IF EXISTS pg_stat_statements;' END
  FROM (SELECT ${canBeCreated} AS can) c`,
  ];
}

function ofTimescale({ timescale, roleName }: ServerFacts): Sql[] {
  if (!timescale) return [];
  return [
    UNION,
    sql`SELECT 'runs of jobs', 'errors and history of the jobs of all owners', bool_and(j.sees), count(*) FILTER (WHERE j.sees), count(*),
       CASE WHEN NOT bool_and(j.sees) THEN ${literal(grantJobRuns(roleName, timescale.versionNumber))} END,
       CASE WHEN NOT bool_and(j.sees) THEN ${literal(revokeJobRuns(roleName, timescale.versionNumber))} END
  FROM (SELECT ${literal(timescale.readsJobRuns)}
               OR pg_catalog.pg_has_role(o.owner, 'MEMBER')
               OR pg_catalog.pg_has_role((SELECT d.datdba FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()), 'MEMBER') AS sees
          FROM (SELECT DISTINCT b.owner::oid AS owner FROM timescaledb_information.jobs b) o) j`,
    UNION,
    sql`SELECT 'SELECT on hypertables', 'statistics of columns, for advice on segmentby', coalesce(bool_and(t.may), true), count(*) FILTER (WHERE t.may), count(*),
       pg_catalog.string_agg(pg_catalog.format('GRANT SELECT ON %I.%I TO %I;', t.schema_name, t.table_name, current_user), pg_catalog.chr(10) ORDER BY t.schema_name, t.table_name)
         FILTER (WHERE NOT t.may),
       pg_catalog.string_agg(pg_catalog.format('REVOKE SELECT ON %I.%I FROM %I;', t.schema_name, t.table_name, current_user), pg_catalog.chr(10) ORDER BY t.schema_name, t.table_name)
         FILTER (WHERE NOT t.may)
  FROM (SELECT h.schema_name, h.table_name, pg_catalog.has_table_privilege(c.oid, 'SELECT') AS may
          FROM _timescaledb_catalog.hypertable h
          JOIN pg_catalog.pg_namespace n ON n.nspname = h.schema_name
          JOIN pg_catalog.pg_class c ON c.relname = h.table_name AND c.relnamespace = n.oid
         WHERE h.compression_state <> 2 AND h.schema_name <> '_timescaledb_internal') t`,
  ];
}
