import pg from 'pg';
import type { z } from 'zod';
import { AppError } from '@/lib/errors';
import { joined, type Sql, sql } from '@/lib/sql/statement';
import { type Connections, openConnections } from './connections';
import { copyOut } from './copy';
import { beginMark, END_MARK } from './marks';
import type { Queryable, QueryOptions } from './queryable';
import { setLocal } from './set-local';
import type { Target } from './target';

const STATEMENT_TIMEOUT_MS = 5_000;
/** How much longer than the server may work we wait for its word: a frozen server or a broken network says none. */
const ANSWER_GRACE_MS = 10_000;

export interface Database extends Queryable {
  /**
   * Reads rows of one SELECT as lines of COPY's text format, never more than the bounds say; what the signal or a bound
   * ends is cancelled on the server. Fails as `queryRows` does, and with `cancelled`.
   */
  copyRows(collector: string, select: Sql, bounds: CopyBounds): Promise<CopiedRows>;
  close(): Promise<void>;
}

export interface CopyBounds {
  readonly mostRows: number;
  readonly mostBytes: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** False for the embedded engine, which listens to nobody while it works. */
  readonly cancels: boolean;
}

export interface CopiedRows {
  readonly lines: readonly Buffer[];
  readonly bytes: number;
  /** Whether there were more rows than the bounds allow. */
  readonly isCut: boolean;
}

/** Opens a monitored database. Nothing is sent before the first query. */
export function openDatabase(target: Pick<Target, 'url'>): Database {
  const connections = openConnections(target.url);
  return {
    async queryRows<Row>(collector: string, statement: Sql, row: z.ZodType<Row>, options: QueryOptions = {}) {
      const client = await connections.connect();
      const rows = await readOnly(
        client,
        options,
        sql`${beginMark(collector)}${statement}
${END_MARK}`,
      ).then(
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
    copyRows: (collector, select, bounds) => copyRows(connections, collector, select, bounds),
    close: () => connections.close(),
  };
}

async function copyRows(
  connections: Connections,
  collector: string,
  select: Sql,
  bounds: CopyBounds,
): Promise<CopiedRows> {
  const { mostRows, mostBytes, timeoutMs, signal } = bounds;
  if (signal.aborted) throw cancelled();
  const client = await connections.connect();
  const lines: Buffer[] = [];
  let bytes = 0;
  let isCut = false;
  const cancelling = new Cancelling(connections, bounds);
  const keep = (line: Buffer) => {
    // One row more than wanted is asked for, which tells whether there are more.
    isCut ||= lines.length === mostRows || bytes + line.length > mostBytes;
    if (isCut) return cancelling.begin();
    lines.push(line);
    bytes += line.length;
  };
  try {
    await client.query(
      sql`BEGIN TRANSACTION READ ONLY; ${guards({ timeoutMs })} ${joined(setLocal(PORTABLE_TEXT), ' ')}`,
    );
    await cancelling.watch(client);
    const copy = sql`${beginMark(collector)}COPY (${select} LIMIT ${mostRows + 1}) TO STDOUT`;
    await copyOut(client, copy, keep, timeoutMs + ANSWER_GRACE_MS);
    await cancelling.end();
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    await cancelling.end();
    client.release(await isBroken(client, error));
    if (!signal.aborted && !isCut) throw toQueryError(error);
  }
  if (signal.aborted) throw cancelled();
  return { lines, bytes, isCut };
}

/** Values as every other server reads them, whatever this one is set to. */
const PORTABLE_TEXT = { DateStyle: 'ISO, YMD', extra_float_digits: 1, bytea_output: 'hex' };

const cancelled = () => new AppError('cancelled', 'Cancelled');

/** Cancels the statement of a client over a second connection, when its reader goes away or has enough. */
class Cancelling {
  readonly #connections: Connections;
  readonly #bounds: CopyBounds;
  readonly #begin = () => this.begin();
  #pid: number | null = null;
  #done: Promise<unknown> | null = null;

  constructor(connections: Connections, bounds: CopyBounds) {
    this.#connections = connections;
    this.#bounds = bounds;
  }

  async watch(client: pg.PoolClient): Promise<void> {
    const { cancels, signal } = this.#bounds;
    if (!cancels) return;
    const { rows } = await client.query<{ pid: number }>(sql`SELECT pg_catalog.pg_backend_pid() AS pid`);
    this.#pid = Number(rows[0]?.pid);
    signal.addEventListener('abort', this.#begin);
  }

  begin(): void {
    if (this.#pid === null) return;
    const cancel = sql`SELECT pg_catalog.pg_cancel_backend(${this.#pid})`;
    this.#done ??= this.#connections.connect().then(
      (other) =>
        other.query(cancel).then(
          () => other.release(),
          () => other.release(true),
        ),
      // Without a second connection the statement ends at its timeout.
      () => undefined,
    );
  }

  /** Waits for the word of the server, so that what comes next on the connection is never what gets cancelled. */
  async end(): Promise<void> {
    this.#bounds.signal.removeEventListener('abort', this.#begin);
    await this.#done;
    this.#pid = null;
  }
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
  await ask(sql`BEGIN TRANSACTION READ ONLY ${END_MARK}; ${guards(options)}`);
  const result = await ask(statement);
  // Not marked: from PostgreSQL 16 on every COMMIT of the server counts as one statement, and its time is not ours.
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
  const always = setLocal({
    statement_timeout: timeoutMs,
    lock_timeout: 250,
    idle_in_transaction_session_timeout: 10_000,
    search_path: 'pg_catalog',
    TimeZone: 'UTC',
    IntervalStyle: 'postgres',
    jit: 'off',
  });
  const cheapJoins = { enable_nestloop: 'off', max_parallel_workers_per_gather: 0, work_mem: '64MB' };
  return joined([...always, ...(bulk ? setLocal(cheapJoins) : [])], ' ');
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
    if (error.code === '57014') return new AppError('query-timeout', error.message);
    if (error.code === '55P03') return new AppError('query-locked', error.message);
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
