import { ident, type Sql, sql } from './statement';

/** The table in which TimescaleDB keeps the runs of all jobs; until 2.14 their errors only. Its rows have no filter, unlike the views. */
export function jobRunsTable(timescaleVersionNumber: number): Sql {
  return timescaleVersionNumber >= 2_015_000
    ? sql`_timescaledb_internal.bgw_job_stat_history`
    : sql`_timescaledb_internal.job_errors`;
}

export function grantJobRuns(role: string, timescaleVersionNumber: number): Sql {
  return sql`GRANT SELECT ON ${jobRunsTable(timescaleVersionNumber)} TO ${ident(role)};`;
}

export function revokeJobRuns(role: string, timescaleVersionNumber: number): Sql {
  return sql`REVOKE SELECT ON ${jobRunsTable(timescaleVersionNumber)} FROM ${ident(role)};`;
}
