import pg from 'pg';
import { expect } from 'vitest';
import { run } from './advice-story';

/** As many real deadlocks of two sessions, one after the other, in a table of their own. */
export async function lockEachOtherOut(url: string, times: number): Promise<void> {
  await run(url, [
    'CREATE TABLE IF NOT EXISTS account (id int PRIMARY KEY)',
    'INSERT INTO account VALUES (1), (2) ON CONFLICT DO NOTHING',
  ]);
  const clients = [1, 2].map(() => new pg.Client({ connectionString: url }));
  for (const client of clients) {
    await client.connect();
    await client.query(`SET deadlock_timeout = '5ms'`);
  }
  const lock = (id: number) => `SELECT FROM account WHERE id = ${id} FOR UPDATE`;
  for (let round = 0; round < times; round += 1) {
    for (const [at, client] of clients.entries()) {
      await client.query('BEGIN');
      await client.query(lock(at + 1));
    }
    const ends = await Promise.allSettled(clients.map((client, at) => client.query(lock(2 - at))));
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    for (const client of clients) await client.query('ROLLBACK');
  }
  for (const client of clients) await client.end();
}
