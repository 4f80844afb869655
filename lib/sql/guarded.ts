import { comment, joined, type Sql, sql } from './statement';

/** What a guarded script needs to know about a step. */
export interface GuardedStep {
  readonly sql: Sql;
  readonly lock: { readonly mode: string; readonly on: string; readonly blocks: string };
  readonly transaction: 'any' | 'own' | 'none';
  readonly duration?: { readonly seconds: number; readonly basis: string };
}

// Long enough to pass between two short transactions, short enough that nobody queues behind the waiting statement.
const LOCK_TIMEOUT_SECONDS = 2;
// Far from the estimate, so that only a statement that has gone wrong is stopped.
const DURATION_MARGIN = 10;
const SHORTEST_TIMEOUT_SECONDS = 60;

/**
 * One step as it is safest to run by hand: what it locks as a comment, a lock timeout, a statement timeout where
 * the duration was estimated, and both put back afterwards. A client sends what it is given as one transaction, so a
 * statement that none may hold comes in three parts, to be sent one at a time in the same session.
 */
export function guarded({ sql: statement, lock, transaction, duration }: GuardedStep): readonly Sql[] {
  const timeoutSeconds =
    duration && Math.max(SHORTEST_TIMEOUT_SECONDS, Math.ceil(duration.seconds * DURATION_MARGIN));
  const isAlone = transaction === 'none';
  const before = [
    comment(`Lock: ${lock.mode} on ${lock.on}; blocks ${lock.blocks}.`),
    ...(isAlone
      ? [
          comment(
            'The statement is refused in a transaction block: send the parts one at a time, same session.',
          ),
        ]
      : []),
    sql`SET lock_timeout = '${LOCK_TIMEOUT_SECONDS}s';`,
    ...(timeoutSeconds === undefined ? [] : [sql`SET statement_timeout = '${timeoutSeconds}s';`]),
  ];
  const after = [
    sql`RESET lock_timeout;`,
    ...(timeoutSeconds === undefined ? [] : [sql`RESET statement_timeout;`]),
  ];
  return isAlone
    ? [joined(before, '\n'), statement, joined(after, '\n')]
    : [joined([...before, statement, ...after], '\n')];
}
