import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { inSandbox } from './sandbox';

const limits = { memoryBytes: 1_500 * 2 ** 20, seconds: 60 };
const never = new AbortController().signal;

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Statements that block the engine for minutes. */
const LONG = 'SELECT count(*) FROM generate_series(1, 2000000000)';

describe('the sandbox', () => {
  it('is a TimescaleDB of its own, gone afterwards; the next waits for its turn', async () => {
    const order: string[] = [];
    const first = inSandbox({ limits, signal: never }, async (url) => {
      await ask(url, 'CREATE TABLE secrets (n int)');
      order.push('first');
      return url;
    });
    const ahead: number[] = [];
    const second = inSandbox({ limits, signal: never, onWaiting: (n) => ahead.push(n) }, async (url) => {
      order.push('second');
      return ask(
        url,
        "SELECT to_regclass('secrets') AS found, extversion FROM pg_extension WHERE extname = 'timescaledb'",
      );
    });
    const url = await first;
    expect(await second).toEqual([{ found: null, extversion: expect.stringMatching(/^2\./) }]);
    expect(order).toEqual(['first', 'second']);
    expect(ahead).toEqual([1]);
    await expect(ask(url, 'SELECT 1')).rejects.toThrow(/ENOENT|ECONNREFUSED/);
  });

  it('ends in the middle of a statement when its time is up', async () => {
    const long = inSandbox({ limits: { ...limits, seconds: 4 }, signal: never }, (url) => ask(url, LONG));
    await expect(long).rejects.toMatchObject({ code: 'sandbox-out-of-time' });
  });

  it('ends in the middle of a statement when its reader cancels', async () => {
    const reader = new AbortController();
    const long = inSandbox({ limits, signal: reader.signal }, (url) => {
      setTimeout(() => reader.abort(), 200);
      return ask(url, LONG);
    });
    await expect(long).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('ends when it holds too much, and the next one works', async () => {
    const hungry = inSandbox({ limits: { memoryBytes: 700 * 2 ** 20, seconds: 60 }, signal: never }, (url) =>
      ask(url, "SELECT length(string_agg(repeat('x', 1000000), '')) FROM generate_series(1, 900)"),
    );
    await expect(hungry).rejects.toMatchObject({ code: 'sandbox-out-of-memory' });
    expect(await inSandbox({ limits, signal: never }, (url) => ask(url, 'SELECT 1 AS one'))).toEqual([
      { one: 1 },
    ]);
  });
});
