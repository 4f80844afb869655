import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { watched } from '../testing/watched';
import rule from './deadlocks';

const ROUNDS = 6;
let engine: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  engine = await freshDatabase(18);
  await run(engine.url, ['CREATE TABLE account (id int PRIMARY KEY)', 'INSERT INTO account VALUES (1), (2)']);
});
afterAll(() => engine?.stop());

async function lockEachOtherOut(): Promise<void> {
  const clients = [1, 2].map(() => new pg.Client({ connectionString: engine.url }));
  for (const client of clients) {
    await client.connect();
    await client.query(`SET deadlock_timeout = '5ms'`);
  }
  const lock = (id: number) => `SELECT FROM account WHERE id = ${id} FOR UPDATE`;
  for (let round = 0; round < ROUNDS; round += 1) {
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

/** It gives words, no SQL: the order of locks is in the application. */
describe('server/deadlocks on a real engine', () => {
  it('finds six within an hour, and none where nothing happened', async () => {
    const some = await watched(engine.url, 'databaseCounters', 3_600, lockEachOtherOut);
    const [found] = await findings(engine.url, rule, {}, undefined, some);
    expect(found).toMatchObject({ severity: 'warning' });
    expect(found?.facts.deadlocksPerHour).toBeCloseTo(ROUNDS, 6);
    const none = await watched(engine.url, 'databaseCounters', 3_600, async () => undefined);
    expect(await findings(engine.url, rule, {}, undefined, none)).toEqual([]);
  });
});
