import { literal, type Sql, sql } from './statement';

/** A worker calls itself by its job; parallel workers that it leads do too. */
const runs = (applicationName: string): Sql =>
  sql`FROM pg_stat_activity WHERE datname = current_database() AND leader_pid IS NULL AND application_name = ${literal(applicationName)};`;

export function countJobRuns(applicationName: string): Sql {
  return sql`SELECT count(*) ${runs(applicationName)}`;
}

/** How many runs there are, what they wait for, and the sessions that hold the locks. */
export function explainJobRun(applicationName: string): Sql {
  return sql`SELECT count(*), string_agg(pid::text, ', ') AS pids, string_agg(wait_event_type || ': ' || wait_event, ', ') AS waits_for, string_agg(pg_blocking_pids(pid)::text, ', ') AS waits_behind, min(query_start) AS since ${runs(applicationName)}`;
}

/** Cancels the statement that the worker runs, and so its run. */
export function cancelJobRun(applicationName: string): Sql {
  return sql`SELECT pg_cancel_backend(pid) ${runs(applicationName)}`;
}
