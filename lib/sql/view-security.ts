import { qualified, regclass, type Sql, sql } from './statement';

/** Lets a view read as whoever asks, not as its owner; from PostgreSQL 15 on. */
export function setSecurityInvoker(schema: string, name: string, isOn: boolean): Sql {
  return sql`ALTER VIEW ${qualified(schema, name)} SET (security_invoker = ${isOn ? sql`true` : sql`false`});`;
}

export function resetSecurityInvoker(schema: string, name: string): Sql {
  return sql`ALTER VIEW ${qualified(schema, name)} RESET (security_invoker);`;
}

/** 1 once it reads as whoever asks, else 0. */
export function countSecurityInvoker(schema: string, name: string): Sql {
  return sql`SELECT count(*) FROM pg_class c, pg_options_to_table(c.reloptions) o WHERE c.oid = ${regclass(schema, name)}::regclass AND o.option_name = 'security_invoker' AND o.option_value::boolean;`;
}
