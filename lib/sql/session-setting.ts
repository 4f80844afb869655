import { ident, literal, type Sql, sql } from './statement';

/** Counts for the session that runs it, until it ends or resets it. */
export function setInSession(name: string, value: string): Sql {
  return sql`SET ${ident(name)} = ${literal(value)};`;
}

/** Back to what the session began with. */
export function resetInSession(name: string): Sql {
  return sql`RESET ${ident(name)};`;
}
