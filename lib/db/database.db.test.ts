import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startPostgres } from '@/lib/embedded/test-engines';
import { AppError } from '@/lib/errors';
import { type Sql, sql } from '@/lib/sql/statement';
import { type Database, openDatabase } from './database';
import type { QueryOptions } from './queryable';

let engine: Awaited<ReturnType<typeof startPostgres>>;
let owner: pg.Client;
let database: Database;

beforeAll(async () => {
  engine = await startPostgres(16);
  owner = new pg.Client({ connectionString: engine.url });
  await owner.connect();
  await owner.query('CREATE TABLE busy (id int); INSERT INTO busy VALUES (1)');
  database = openDatabase({ url: engine.url });
});
afterAll(async () => {
  await database?.close();
  await owner?.end();
  await engine?.stop();
});

const cell = z.object({ value: z.string() });

async function ask(statement: Sql, options?: QueryOptions): Promise<string | undefined> {
  const [row] = await database.queryRows('settings', statement, cell, options);
  return row?.value;
}

async function failure(statement: Sql, options?: QueryOptions): Promise<AppError> {
  const thrown = await ask(statement, options).then(
    () => new Error('it succeeded'),
    (error: unknown) => error,
  );
  if (thrown instanceof AppError) return thrown;
  throw thrown;
}

describe('a session on a monitored database', () => {
  it('cannot write, not even as superuser', async () => {
    const error = await failure(sql`INSERT INTO public.busy VALUES (2) RETURNING id::text AS value`);
    expect(error).toMatchObject({ code: 'query-failed' });
    expect(error.message).toContain('read-only transaction');
    expect((await owner.query('SELECT count(*)::int AS rows FROM busy')).rows).toEqual([{ rows: 1 }]);
  });

  it('gives up on a statement that takes too long', async () => {
    const startedAt = Date.now();
    const error = await failure(sql`SELECT pg_catalog.pg_sleep(30)::text AS value`, { timeoutMs: 200 });
    expect(error).toMatchObject({ code: 'query-timeout' });
    expect(Date.now() - startedAt).toBeLessThan(2_000);
  });

  it('gives up on a lock instead of standing in its queue', async () => {
    await owner.query('BEGIN; LOCK TABLE busy IN ACCESS EXCLUSIVE MODE');
    const startedAt = Date.now();
    const error = await failure(sql`SELECT pg_catalog.pg_relation_size('public.busy')::text AS value`);
    await owner.query('ROLLBACK');
    expect(error).toMatchObject({ code: 'query-timeout' });
    expect(Date.now() - startedAt).toBeLessThan(2_000);
  });

  it('works again after a failure', async () => {
    expect(await ask(sql`SELECT 'well' AS value`)).toBe('well');
  });

  it('says who asks, and for what', async () => {
    const seen = await ask(
      sql`SELECT a.application_name || ': ' || a.query AS value FROM pg_catalog.pg_stat_activity a WHERE a.pid = pg_catalog.pg_backend_pid()`,
    );
    expect(seen).toMatch(/^chunkwise: \/\* chunkwise:settings \*\/ SELECT/);
  });

  it('has its guards, and none of them outlives a statement', async () => {
    const shown = sql`SELECT pg_catalog.concat_ws(' ', current_setting('transaction_read_only'), current_setting('statement_timeout'),
      current_setting('lock_timeout'), current_setting('search_path'), current_setting('enable_nestloop'), current_setting('TimeZone')) AS value`;
    expect(await ask(shown, { bulk: true, timeoutMs: 1_234 })).toBe('on 1234ms 250ms pg_catalog off UTC');
    expect(await ask(shown)).toBe('on 5s 250ms pg_catalog on UTC');
  });

  it('shares two connections among any number of questions', async () => {
    await Promise.all(
      Array.from({ length: 20 }, () => ask(sql`SELECT pg_catalog.pg_sleep(0.02)::text AS value`)),
    );
    const { rows } = await owner.query(
      "SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE application_name = 'chunkwise'",
    );
    expect(rows[0].sessions).toBeLessThanOrEqual(2);
  });

  it('refuses a row of another shape, and names the column', async () => {
    const error = await failure(sql`SELECT 1 AS value`);
    expect(error.message).toMatch(/settings: unexpected row shape at 0\.value/);
  });

  it('says when a right is missing', async () => {
    await owner.query('CREATE ROLE reader LOGIN');
    const reader = openDatabase({ url: engine.url.replace('postgres://postgres@', 'postgres://reader@') });
    const question = reader.queryRows('settings', sql`SELECT id::text AS value FROM public.busy`, cell);
    await expect(question).rejects.toMatchObject({ code: 'query-denied' });
    await reader.close();
  });

  it('recovers when its connections are cut', async () => {
    await owner.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'chunkwise'",
    );
    await expect.poll(() => ask(sql`SELECT 'back' AS value`).catch(() => 'not yet')).toBe('back');
  });
});
