import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '@/lib/collect/collector';
import { collectors } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { run } from '../testing/advice-story';
import { context, timescale } from '../testing/context';
import rule from './scheduler-duplicate';

let engine: Awaited<ReturnType<typeof freshDatabase>>;
const clients: pg.Client[] = [];
beforeAll(async () => {
  engine = await freshDatabase(17);
  await run(engine.url, ['CREATE ROLE sees_names LOGIN']);
  for (const _ of [1, 2]) {
    const client = new pg.Client({
      connectionString: engine.url,
      application_name: 'TimescaleDB Background Worker Scheduler',
    });
    await client.connect();
    clients.push(client);
  }
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await run(engine.url, ['DROP ROLE sees_names']);
  await engine.stop();
});

/** No engine here has workers, let alone two schedulers, so the story is that of clients that are called like them. */
describe('jobs/scheduler-duplicate on a native server', () => {
  it.each([
    ['postgres', []],
    ['sees_names', { notRun: expect.stringContaining('pg_monitor') }],
  ])('takes no client for a scheduler, as %s', async (role, expected) => {
    const url = new URL(engine.url);
    url.username = role;
    const database = openDatabase({ url: url.href });
    try {
      const server = { ...(await probeServer(database)), timescale: timescale() };
      const artifact = await collect(database, server, collectors.backgroundWorkers);
      if (artifact.status !== 'ok') throw new Error(artifact.reason);
      expect(rule.check({ backgroundWorkers: artifact.rows }, context({ server }))).toEqual(expected);
    } finally {
      await database.close();
    }
  });
});
