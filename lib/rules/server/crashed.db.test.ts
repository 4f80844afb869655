import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings } from '../testing/advice-story';
import { changedRows } from '../testing/changed-rows';
import rule from './crashed';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(18);
});
afterAll(() => engine?.stop());

/** As if the server had been started ten seconds before: one that crashes at once is not told from its start. */
const earlier = (real: Snapshot) =>
  changedRows(real, 'databaseCounters', (row) => ({
    ...row,
    serverStartedAt: new Date(Date.parse(row.serverStartedAt) - 10_000).toISOString(),
  }));

/** It gives words, no SQL: a crash is not undone. */
describe('server/crashed on a real engine', () => {
  it('finds that a session was killed and the server recovered from it', async () => {
    expect(await findings(engine.url, rule)).toEqual([]);
    const client = new pg.Client({ connectionString: engine.url });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
    // It refuses connections meanwhile.
    const look = () => findings(engine.url, rule, {}, earlier).catch(() => []);
    await expect.poll(look, { timeout: 20_000, interval: 200 }).toMatchObject([{ severity: 'warning' }]);
  });
});
