import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import type { Engine } from '@/lib/embedded/engine';
import { openNative } from '@/lib/embedded/native-engine';
import { startPostgres } from '@/lib/embedded/test-engines';
import { newClusterFolder } from '@/lib/embedded/test-folders';
import { collect } from './collector';
import { databaseCounters } from './database-counters';
import { wal } from './wal';

/** The epochs of the counters and of the log, and when the server says that it was started. */
async function look(url: string) {
  const database = openDatabase({ url });
  try {
    const server = await probeServer(database);
    const counters = await collect(database, server, databaseCounters);
    const log = await collect(database, server, wal);
    if (counters.status !== 'ok' || log.status !== 'ok') throw new Error('the counters could not be read');
    const [{ epoch = '', serverStartedAt = '', checkpointerStartedAt = null, commits = 0 } = {}] =
      counters.rows;
    return { epoch, serverStartedAt, checkpointerStartedAt, commits, logEpoch: log.rows[0]?.epoch };
  } finally {
    await database.close();
  }
}

async function ask(url: string, statement: string): Promise<pg.QueryResultRow | undefined> {
  const client = new pg.Client({ connectionString: url });
  // The server ends the session that is killed here, and all others.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(statement)).rows[0];
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function crash(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
}

describe('the epoch of the counters', () => {
  let engine: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    engine = await startPostgres(18, { standby: true });
  });
  afterAll(() => engine?.stop());

  it('stays while nothing happens', async () => {
    const before = await look(engine.url);
    await ask(engine.url, 'CHECKPOINT');
    expect(await look(engine.url)).toMatchObject({ epoch: before.epoch, logEpoch: before.logEpoch });
  });

  it('is another one after a reset, and the log is still the same', async () => {
    const before = await look(engine.url);
    await ask(engine.url, 'SELECT pg_stat_reset()');
    const after = await look(engine.url);
    expect(after.epoch).not.toBe(before.epoch);
    expect(after.logEpoch).toBe(before.logEpoch);
  });

  it('is another one after the crash of a session, of which the start of the server says nothing', async () => {
    const before = await look(engine.url);
    await crash(engine.url);
    // It refuses connections meanwhile.
    const epoch = () =>
      look(engine.url)
        .then(({ epoch }) => epoch)
        .catch(() => before.epoch);
    await expect.poll(epoch, { timeout: 20_000, interval: 200 }).not.toBe(before.epoch);
    const after = await look(engine.url);
    expect(after.serverStartedAt).toBe(before.serverStartedAt);
    expect(Date.parse(after.checkpointerStartedAt ?? '')).toBeGreaterThan(
      Date.parse(before.checkpointerStartedAt ?? ''),
    );
    expect(after.logEpoch).toBe(before.logEpoch);
  });

  it('is another one, and so is the log, on a standby that was promoted', async () => {
    const url = engine.standbyUrl ?? '';
    const before = await look(url);
    await ask(url, 'SELECT pg_promote()');
    const after = await look(url);
    expect(after.epoch).not.toBe(before.epoch);
    expect(after.logEpoch).not.toBe(before.logEpoch);
  });
});

describe('a server that was restarted', () => {
  const place = newClusterFolder();
  const options = {
    major: 13,
    settings: { fsync: 'off' },
    dataDir: join(place, 'data'),
    socketDir: join(place, 's'),
  };
  let engine: Engine | undefined;
  afterAll(async () => {
    await engine?.stop();
    rmSync(place, { recursive: true, force: true });
  });

  it('has another epoch although its counters went on', async () => {
    engine = await openNative(options);
    const before = await look(engine.url);
    await engine.stop();
    engine = await openNative(options);
    const after = await look(engine.url);
    expect(after.commits).toBeGreaterThanOrEqual(before.commits);
    expect(after.epoch).not.toBe(before.epoch);
    expect(after.logEpoch).toBe(before.logEpoch);
  });
});
