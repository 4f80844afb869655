import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings } from '../testing/advice-story';
import rule from './connections-near-limit';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(16, {
    settings: { max_connections: '13', superuser_reserved_connections: '1', reserved_connections: '2' },
  });
});
afterAll(() => engine?.stop());

/** It gives words, no SQL: which sessions are too many only their application knows. */
describe('sessions/connections-near-limit on a real engine', () => {
  it('counts what ordinary roles may use, and is quiet again when the sessions are closed', async () => {
    expect(await findings(engine.url, rule)).toEqual([]);
    const clients = Array.from({ length: 7 }, () => new pg.Client({ connectionString: engine.url }));
    for (const client of clients) await client.connect();
    const [found] = await findings(engine.url, rule);
    expect(found).toMatchObject({ severity: 'critical', facts: { connections: 7, usableConnections: 10 } });
    for (const client of clients) await client.end();
    await expect.poll(() => findings(engine.url, rule), { timeout: 5_000 }).toEqual([]);
  });
});
