import { ident, joined, literal, type Sql, sql } from './statement';

/** `timescaledb.max_background_workers`: each part quoted on its own. */
const settingName = (name: string): Sql =>
  name
    .split('.')
    .map(ident)
    .reduce((left, right) => sql`${left}.${right}`);

/** Writes postgresql.auto.conf; the server reads it at its next reload or, for some settings, restart. */
export function alterSystem(name: string, value: number | string): Sql {
  return sql`ALTER SYSTEM SET ${settingName(name)} = ${literal(value)};`;
}

/** The same for a list, such as `shared_preload_libraries`: in one string its parts would be one name. */
export function alterSystemList(name: string, values: readonly string[]): Sql {
  return sql`ALTER SYSTEM SET ${settingName(name)} = ${joined(values.map(literal), ', ')};`;
}

/** Removes the line from postgresql.auto.conf, so that the other configuration files or the default count again. */
export function alterSystemReset(name: string): Sql {
  return sql`ALTER SYSTEM RESET ${settingName(name)};`;
}

/**
 * The list as it was before it was changed. Who cannot see which file it came from sets it again, as without the line of
 * ALTER SYSTEM it may be shorter; an empty one cannot be written: the server would look for a name without letters.
 */
export function alterSystemListBack(
  name: string,
  before: readonly string[],
  isFromAlterSystem: boolean | null,
): Sql {
  return isFromAlterSystem === false || before.length === 0
    ? alterSystemReset(name)
    : alterSystemList(name, before);
}

/** Lets the server and its sessions read the configuration files again. */
export const RELOAD: Sql = sql`SELECT pg_reload_conf();`;

/** Whether postgresql.auto.conf holds a line for it, read by the server or not. For superusers, and whom they let. */
export function countAlteredSettings(name: string): Sql {
  return sql`SELECT count(*) FROM pg_file_settings WHERE name = ${literal(name)} AND sourcefile LIKE '%postgresql.auto.conf';`;
}

export function showSetting(name: string): Sql {
  return sql`SELECT current_setting(${literal(name)});`;
}

/** The value in force in this session as a plain number of the setting's own unit, or as its word. */
export function settingValue(name: string): Sql {
  return sql`SELECT setting FROM pg_settings WHERE name = ${literal(name)};`;
}

/** From 17 the checkpointer counts by itself; before, the background writer counted for it. */
export function resetCheckpointCounters(major: number): Sql {
  return sql`SELECT pg_stat_reset_shared(${literal(major >= 17 ? 'checkpointer' : 'bgwriter')});`;
}

/** For whom a setting was made: sessions of a database, of a role, or of a role in a database. */
export interface SettingScope {
  readonly databaseName: string | null;
  readonly roleName: string | null;
}

export function setOverride(scope: SettingScope, name: string, value: string): Sql {
  return sql`${alter(scope)} SET ${settingName(name)} = ${literal(value)};`;
}

export function resetOverride(scope: SettingScope, name: string): Sql {
  return sql`${alter(scope)} RESET ${settingName(name)};`;
}

function alter({ databaseName, roleName }: SettingScope): Sql {
  const inDatabase = databaseName === null ? sql`` : sql` IN DATABASE ${ident(databaseName)}`;
  if (roleName !== null) return sql`ALTER ROLE ${ident(roleName)}${inDatabase}`;
  // ALTER ROLE ALL without a database is the one scope that has neither.
  return databaseName === null ? sql`ALTER ROLE ALL` : sql`ALTER DATABASE ${ident(databaseName)}`;
}

/** What this scope sets, as it was written; no row where it sets nothing. */
export function readOverride(scope: SettingScope, name: string): Sql {
  return sql`SELECT substr(c.entry, strpos(c.entry, '=') + 1) ${ofScope(scope, name)}`;
}

/** How many settings of that name this scope has: 1 or 0. */
export function countOverrides(scope: SettingScope, name: string): Sql {
  return sql`SELECT count(*) ${ofScope(scope, name)}`;
}

function ofScope({ databaseName, roleName }: SettingScope, name: string): Sql {
  const database =
    databaseName === null
      ? sql`0`
      : sql`(SELECT d.oid FROM pg_database d WHERE d.datname = ${literal(databaseName)})`;
  const role =
    roleName === null ? sql`0` : sql`(SELECT r.oid FROM pg_roles r WHERE r.rolname = ${literal(roleName)})`;
  return sql`FROM pg_db_role_setting o, unnest(o.setconfig) c(entry) WHERE o.setdatabase = ${database} AND o.setrole = ${role} AND split_part(c.entry, '=', 1) = ${literal(name)};`;
}
