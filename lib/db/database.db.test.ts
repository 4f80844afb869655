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
    expect(error).toMatchObject({ code: 'query-locked' });
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

  describe('rows that are copied out', () => {
    const many = sql`SELECT n, pg_catalog.repeat('x', 100) FROM pg_catalog.generate_series(1, 10000000) n`;
    const bounds = {
      mostRows: 1_000,
      mostBytes: 1_000_000,
      timeoutMs: 20_000,
      signal: new AbortController().signal,
      cancels: true,
    };
    const isQuiet = async () => {
      const { rows } = await owner.query(
        "SELECT count(*)::int AS busy FROM pg_stat_activity WHERE application_name = 'chunkwise' AND state <> 'idle'",
      );
      return rows[0].busy === 0;
    };

    it('are as many as there are, or as the bounds of rows and of bytes allow', async () => {
      const three = sql`SELECT 'tab\t', NULL, n FROM pg_catalog.generate_series(1, 3) n`;
      const { lines, isCut } = await database.copyRows('settings', three, bounds);
      expect(Buffer.concat(lines as Buffer[]).toString()).toBe(
        'tab\\t\t\\N\t1\ntab\\t\t\\N\t2\ntab\\t\t\\N\t3\n',
      );
      expect(isCut).toBe(false);
      expect(await database.copyRows('settings', three, { ...bounds, mostRows: 3 })).toMatchObject({
        isCut: false,
      });
      const cut = await database.copyRows('settings', three, { ...bounds, mostRows: 2 });
      expect([cut.lines.length, cut.isCut]).toEqual([2, true]);
      const byBytes = await database.copyRows('settings', many, { ...bounds, mostBytes: 2_000 });
      expect(byBytes.isCut).toBe(true);
      expect(byBytes.bytes).toBeLessThanOrEqual(2_000);
      expect(byBytes.lines).toHaveLength(19);
    });

    it('are cancelled on the server when their reader goes away', async () => {
      const reader = new AbortController();
      const slow = sql`SELECT pg_catalog.pg_sleep(20)`;
      const reading = database.copyRows('settings', slow, { ...bounds, signal: reader.signal });
      const startedAt = Date.now();
      setTimeout(() => reader.abort(), 200);
      await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
      expect(Date.now() - startedAt).toBeLessThan(5_000);
      await expect.poll(isQuiet).toBe(true);
      expect(await ask(sql`SELECT 'well' AS value`)).toBe('well');
    });

    it('fail in our own words', async () => {
      const copying = (statement: Sql, over = {}) =>
        database.copyRows('settings', statement, { ...bounds, ...over });
      await expect(copying(sql`SELECT 1/0`)).rejects.toMatchObject({ code: 'query-failed' });
      await expect(copying(sql`SELECT pg_catalog.pg_sleep(9)`, { timeoutMs: 100 })).rejects.toMatchObject({
        code: 'query-timeout',
      });
    });
  });

  it('recovers when its connections are cut', async () => {
    await owner.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'chunkwise'",
    );
    await expect.poll(() => ask(sql`SELECT 'back' AS value`).catch(() => 'not yet')).toBe('back');
  });
});
