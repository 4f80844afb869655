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

/** Whether postgresql.auto.conf holds a line for it, read by the server or not. For superusers, and whom they let. */
export function countAlteredSettings(name: string): Sql {
  return sql`SELECT count(*) FROM pg_file_settings WHERE name = ${literal(name)} AND sourcefile LIKE '%postgresql.auto.conf';`;
}

export function showSetting(name: string): Sql {
  return sql`SELECT current_setting(${literal(name)});`;
}
