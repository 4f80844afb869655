import type pg from 'pg';
import { type Sql, sql } from '@/lib/sql/statement';
import { openConnections } from './connections';
import { beginMark, END_MARK } from './marks';
import { setLocal } from './set-local';

const TIMEOUT_MS = 5_000;
const ANSWER_GRACE_MS = 5_000;
/** The search path stays the role's own: what a person hands in is read as that role reads it. */
const GUARDS = { lock_timeout: 500, idle_in_transaction_session_timeout: 10_000 };

export interface Ask {
  /** What stands for `$1` and so on, as text; null is NULL. */
  readonly values?: readonly (string | null)[];
  readonly timeoutMs?: number;
}

/** Runs one statement of the session. */
export type Session = (statement: Sql, ask?: Ask) => Promise<Record<string, unknown>[]>;

/**
 * A session for a statement that a person handed in: a connection of its own, by the extended protocol, which never takes
 * more than one statement, in one read-only transaction that is rolled back whatever happens. Fails as connecting does,
 * and with what the server says.
 */
export async function inStatementSession<Result>(
  url: string,
  reader: string,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const connections = openConnections(url);
  const client = await connections.connect().catch(async (error: unknown) => {
    await connections.close();
    throw error;
  });
  const run = async (text: Sql, values: readonly (string | null)[] = [], timeoutMs = TIMEOUT_MS) => {
    // Simple queries may hold several statements, even with an empty list of values; extended ones never do.
    const query = {
      text,
      values: [...values],
      queryMode: 'extended',
      query_timeout: timeoutMs + ANSWER_GRACE_MS,
    };
    return (await client.query(query as pg.QueryConfig)).rows;
  };
  try {
    await run(sql`BEGIN TRANSACTION READ ONLY ${END_MARK}`);
    for (const guard of setLocal({ statement_timeout: TIMEOUT_MS, ...GUARDS })) await run(guard);
    return await work(async (statement, { values, timeoutMs } = {}) => {
      if (timeoutMs !== undefined)
        for (const longer of setLocal({ statement_timeout: timeoutMs })) await run(longer);
      // A comment of the statement's last line ends before ours begins.
      return run(sql`${beginMark(reader)}${statement}\n${END_MARK}`, values, timeoutMs);
    });
  } finally {
    await run(sql`ROLLBACK`).catch(() => undefined);
    // Closed, not kept: what it prepared goes with it.
    client.release(true);
    await connections.close();
  }
}
