import pg from 'pg';
import type { z } from 'zod';
import { AppError } from '@/lib/errors';
import { type Sql, sql } from '@/lib/sql/statement';
import { openConnections } from './connections';
import type { Queryable, QueryOptions } from './queryable';
import type { Target } from './target';

const STATEMENT_TIMEOUT_MS = 5_000;
/** How much longer than the server may work we wait for its word: a frozen server or a broken network says none. */
const ANSWER_GRACE_MS = 10_000;

export interface Database extends Queryable {
  close(): Promise<void>;
}

/** Opens a monitored database. Nothing is sent before the first query. */
export function openDatabase(target: Pick<Target, 'url'>): Database {
  const connections = openConnections(target.url);
  return {
    async queryRows<Row>(collector: string, statement: Sql, row: z.ZodType<Row>, options: QueryOptions = {}) {
      const client = await connections.connect();
      const rows = await readOnly(client, options, sql`${comment(collector)}${statement}`).then(
        (read) => {
          client.release();
          return read;
        },
        async (error: unknown) => {
          client.release(await isBroken(client, error));
          throw toQueryError(error);
        },
      );
      return parsed(row, rows, collector);
    },
    close: () => connections.close(),
  };
}

/**
 * Runs one statement in a transaction of its own, read-only and with its own timeouts. The settings are
 * transaction-local on purpose: behind a transaction pooler, and on the embedded engine where all sessions
 * share one backend, anything set for the session would leak into other clients.
 */
async function readOnly(client: pg.PoolClient, options: QueryOptions, statement: Sql): Promise<unknown[]> {
  const patienceMs = (options.timeoutMs ?? STATEMENT_TIMEOUT_MS) + ANSWER_GRACE_MS;
  // node-postgres knows `query_timeout` for one query; its types do not.
  const ask = (text: string) => client.query({ text, query_timeout: patienceMs } as pg.QueryConfig);
  await ask(sql`BEGIN TRANSACTION READ ONLY; ${guards(options)}`);
  const result = await ask(statement);
  await ask('COMMIT');
  return result.rows;
}

/** A refused statement leaves the connection usable; whatever else happened, it is thrown away. */
async function isBroken(client: pg.PoolClient, error: unknown): Promise<boolean> {
  if (!(error instanceof pg.DatabaseError) || error.severity === 'FATAL') return true;
  return client.query('ROLLBACK').then(
    () => false,
    () => true,
  );
}

function guards({ timeoutMs = STATEMENT_TIMEOUT_MS, bulk = false }: QueryOptions): Sql {
  const always = sql`SET LOCAL statement_timeout = ${timeoutMs}; SET LOCAL lock_timeout = 250; SET LOCAL idle_in_transaction_session_timeout = 10000; SET LOCAL search_path = pg_catalog; SET LOCAL "TimeZone" = 'UTC'; SET LOCAL "IntervalStyle" = 'postgres'; SET LOCAL jit = off;`;
  return bulk
    ? sql`${always} SET LOCAL enable_nestloop = off; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL work_mem = '64MB';`
    : always;
}

/** So that a DBA sees in `pg_stat_activity` and in the log who asks for what. */
function comment(collector: string): Sql {
  if (!/^[a-zA-Z]+$/.test(collector)) throw new RangeError(`not a collector's name: ${collector}`);
  return `/* chunkwise:${collector} */ ` as Sql;
}

function parsed<Row>(row: z.ZodType<Row>, rows: unknown[], collector: string): Row[] {
  const result = row.array().safeParse(rows);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new AppError(
    'query-failed',
    `${collector}: unexpected row shape at ${issue?.path.join('.')}: ${issue?.message}`,
  );
}

function toQueryError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof pg.DatabaseError) {
    if (error.code === '42501') return new AppError('query-denied', error.message);
    if (error.code === '57014' || error.code === '55P03') return new AppError('query-timeout', error.message);
    return new AppError('query-failed', `${error.message} (SQLSTATE ${error.code})`);
  }
  const message = error instanceof Error ? error.message : String(error);
  if (message === 'Query read timeout')
    return new AppError(
      'query-timeout',
      'The server gave no answer in time',
      'It may be frozen or overloaded, or the network in between swallows what is sent.',
    );
  return new AppError('query-failed', message);
}
