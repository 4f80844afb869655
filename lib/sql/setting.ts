import { ident, literal, type Sql, sql } from './statement';

/** `timescaledb.max_background_workers`: each part quoted on its own. */
const settingName = (name: string): Sql =>
  name
    .split('.')
    .map(ident)
    .reduce((left, right) => sql`${left}.${right}`);

/** Writes postgresql.auto.conf; the server reads it at its next reload or, for some settings, restart. */
export function alterSystem(name: string, value: number): Sql {
  return sql`ALTER SYSTEM SET ${settingName(name)} = ${literal(value)};`;
}

/** Removes the line from postgresql.auto.conf, so that the other configuration files or the default count again. */
export function alterSystemReset(name: string): Sql {
  return sql`ALTER SYSTEM RESET ${settingName(name)};`;
}

export function showSetting(name: string): Sql {
  return sql`SELECT current_setting(${literal(name)});`;
}
