import { literal, type Sql, sql } from './statement';

/** A session is its process and when that began: the number alone may be somebody else's by now. */
export interface SessionName {
  readonly pid: number;
  /** ISO 8601. */
  readonly connectedAt: string;
}

/** Ends these sessions where they still are idle inside a transaction; what they wrote in it is rolled back. */
export function endIdleInTransaction(sessions: readonly SessionName[]): Sql {
  return sql`SELECT pg_terminate_backend(a.pid) ${idleInTransaction(sessions)};`;
}

export function countIdleInTransaction(sessions: readonly SessionName[]): Sql {
  return sql`SELECT count(*) ${idleInTransaction(sessions)};`;
}

function idleInTransaction(sessions: readonly SessionName[]): Sql {
  const names = sessions
    .map(({ pid, connectedAt }) => sql`(${pid}, ${literal(connectedAt)}::timestamptz)`)
    .reduce((left, right) => sql`${left}, ${right}`);
  return sql`FROM pg_stat_activity a JOIN (VALUES ${names}) s(pid, connected_at) ON s.pid = a.pid AND date_trunc('milliseconds', a.backend_start) = s.connected_at WHERE a.state LIKE 'idle in transaction%'`;
}
