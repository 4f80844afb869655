import type { TimescaleDialect } from './columnstore';
import { type Sql, sql } from './statement';

/** Internal functions moved in 2.12. */
const functions = ({ versionNumber }: TimescaleDialect): Sql =>
  versionNumber >= 2_012_000 ? sql`_timescaledb_functions` : sql`_timescaledb_internal`;

/** Lets the launcher start the scheduler of this database. For superusers. */
export function startBackgroundWorkers(dialect: TimescaleDialect): Sql {
  return sql`SELECT ${functions(dialect)}.start_background_workers();`;
}

/** Ends the scheduler of this database and the jobs that run. For superusers. */
export function stopBackgroundWorkers(dialect: TimescaleDialect): Sql {
  return sql`SELECT ${functions(dialect)}.stop_background_workers();`;
}

/** Both, one after the other. */
export function restartBackgroundWorkers(dialect: TimescaleDialect): Sql {
  return sql`SELECT ${functions(dialect)}.restart_background_workers();`;
}

export function countSchedulers(): Sql {
  return sql`SELECT count(*) FROM pg_stat_activity WHERE application_name = 'TimescaleDB Background Worker Scheduler' AND datname = current_database();`;
}
