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

/** A session in a certain transaction: by its number alone another could be meant by now. */
export interface SessionInTransaction {
  readonly pid: number;
  /** When the transaction began, as ISO text. */
  readonly since: string;
}

const same = ({ pid, since }: SessionInTransaction) =>
  sql`pid = ${pid} AND date_trunc('milliseconds', xact_start) = ${literal(since)}`;

/** How many sessions are still in it: 1 or 0. */
export function countInTransaction(session: SessionInTransaction): Sql {
  return sql`SELECT count(*) FROM pg_stat_activity WHERE ${same(session)};`;
}

/** Who it is and what it ran last. */
export function showSession(session: SessionInTransaction): Sql {
  return sql`SELECT pid, usename, application_name, client_addr, state, now() - xact_start AS open_for, query FROM pg_stat_activity WHERE ${same(session)};`;
}

/** Ends the session and rolls its transaction back. Nothing happens when it has ended by itself. */
export function terminateSession(session: SessionInTransaction): Sql {
  return sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${same(session)};`;
}
