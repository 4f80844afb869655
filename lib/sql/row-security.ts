import { qualified, regclass, type Sql, sql } from './statement';

export function setRowSecurity(schema: string, name: string, isOn: boolean): Sql {
  return sql`ALTER TABLE ${qualified(schema, name)} ${isOn ? sql`ENABLE` : sql`DISABLE`} ROW LEVEL SECURITY;`;
}

export function readRowSecurity(schema: string, name: string): Sql {
  return sql`SELECT relrowsecurity FROM pg_class WHERE oid = ${regclass(schema, name)}::regclass;`;
}
