import { grantJobRuns, revokeJobRuns } from './job-runs-table';
import { ident, literal, type Sql, sql } from './statement';

/** The script is printed for no server; before this version the table has another name, which its comment says. */
const KEEPS_RUNS_SINCE = 2_015_000;

export interface RoleScope {
  /** Read the errors and the history of TimescaleDB's jobs, which the extension hides from everyone but owners. */
  readonly timescale: boolean;
  /** EXPLAIN of statements and sampling of rows: both need SELECT on the tables. */
  readonly readsTables: boolean;
}

export interface RoleScript {
  readonly create: readonly Sql[];
  readonly remove: readonly Sql[];
}

/**
 * The least-privilege role to monitor with, and its removal. The session defaults are hygiene, not a barrier: a
 * session can change them; what the role may not do, its missing grants forbid. There is none for idle transactions:
 * every transaction of ours sets its own, and a default of the role would hide the server's. The password is set separately,
 * with psql's `\password`, so that it reaches no log and no statement statistics.
 */
export function monitoringRole(name: string, { timescale, readsTables }: RoleScope): RoleScript {
  const role = ident(name);
  return {
    create: [
      sql`CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 5;`,
      sql`GRANT pg_monitor TO ${role};`,
      sql`ALTER ROLE ${role} SET default_transaction_read_only = on;`,
      sql`ALTER ROLE ${role} SET statement_timeout = '30s';`,
      sql`ALTER ROLE ${role} SET lock_timeout = '500ms';`,
      ...(timescale ? [grantJobRuns(name, KEEPS_RUNS_SINCE)] : []),
      ...(readsTables ? [sql`GRANT pg_read_all_data TO ${role};`] : []),
      grantSequences(name),
    ],
    remove: [
      ...(timescale ? [revokeJobRuns(name, KEEPS_RUNS_SINCE)] : []),
      sql`DROP OWNED BY ${role};`,
      sql`DROP ROLE ${role};`,
    ],
  };
}

/**
 * How far each sequence is from its end: no predefined role shows that without showing rows as well. The last statement,
 * as whoever owns neither the sequences nor their grants is refused it.
 */
const grantSequences = (name: string): Sql =>
  sql`DO $grant$ DECLARE one pg_catalog.regclass; BEGIN FOR one IN SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND n.nspname !~ '^(pg_|_timescaledb_)' LOOP EXECUTE pg_catalog.format('GRANT SELECT ON SEQUENCE %s TO %I', one, ${literal(name)}); END LOOP; END $grant$;`;
