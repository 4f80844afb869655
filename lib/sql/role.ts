import { ident, literal, type Sql, sql } from './statement';

/** Whether sessions, and workers of background jobs, may be opened as this role. */
export function setRoleLogin(role: string, canLogin: boolean): Sql {
  return sql`ALTER ROLE ${ident(role)} ${canLogin ? sql`LOGIN` : sql`NOLOGIN`};`;
}

export function readRoleLogin(role: string): Sql {
  return sql`SELECT rolcanlogin FROM pg_roles WHERE rolname = ${literal(role)};`;
}

export function grantConnect(database: string, role: string): Sql {
  return sql`GRANT CONNECT ON DATABASE ${ident(database)} TO ${ident(role)};`;
}

export function revokeConnect(database: string, role: string): Sql {
  return sql`REVOKE CONNECT ON DATABASE ${ident(database)} FROM ${ident(role)};`;
}

export function readConnect(database: string, role: string): Sql {
  return sql`SELECT has_database_privilege(${literal(role)}, ${literal(database)}, 'CONNECT');`;
}
