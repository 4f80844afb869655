import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FreezingProxy, startFreezingProxy } from '@/lib/db/testing/freezing-proxy';
import { socketPort } from '@/lib/embedded/socket-url';
import { startPostgres } from '@/lib/embedded/test-engines';
import { SINGLE_SNAPSHOT, trendsOf } from '@/lib/rules/trends';
import { MonitoredDatabase } from './monitored-database';

let engine: Awaited<ReturnType<typeof startPostgres>>;
let proxy: FreezingProxy;
let database: MonitoredDatabase;

beforeAll(async () => {
  engine = await startPostgres(18);
  const folder = new URL(engine.url).searchParams.get('host') ?? '';
  proxy = await startFreezingProxy(path.join(folder, `.s.PGSQL.${socketPort}`));
  const url = `postgres://postgres@127.0.0.1:${proxy.port}/postgres`;
  const target = { id: 'app', name: 'App', url, tags: [], profile: {}, demo: null };
  database = new MonitoredDatabase(
    target,
    () => undefined,
    () => trendsOf(SINGLE_SNAPSHOT),
    () => [],
  );
  database.start();
});
afterAll(async () => {
  await database?.stop();
  await proxy?.stop();
  await engine?.stop();
});

const readable = () =>
  Object.entries(database.snapshot?.artifacts ?? {}).flatMap(([name, { status }]) =>
    status === 'ok' ? [name] : [],
  );

describe('a screen of sessions that is open', () => {
  it('costs the database what it reads, once for all who look, and moves no round', async () => {
    const sessions = () => database.costs.find(({ collector }) => collector === 'sessions');
    await vi.waitFor(() => expect(readable()).toContain('storageSizes'), { timeout: 20_000 });
    const planned = sessions();
    expect(planned).toMatchObject({ rounds: 1, intervalSeconds: 60 });
    const [first, second] = await Promise.all([database.activityNow(), database.activityNow()]);
    expect(first?.artifacts.sessions?.status).toBe('ok');
    expect(second).toBe(first);
    const looked = sessions();
    expect(looked).toMatchObject({ rounds: 2, intervalSeconds: 60 });
    expect(looked?.besideMsOfLastMinute).toBe((looked?.totalMs ?? 0) - (planned?.totalMs ?? 0));
  });
});

describe('a table that a session keeps to itself', () => {
  it('hides the indexes of no other: what was read of them before stays, with its age', async () => {
    const owner = new pg.Client({ connectionString: engine.url });
    await owner.connect();
    const indexes = async () => {
      await database.collectNow();
      const artifact = database.snapshot?.artifacts.indexes;
      if (artifact?.status !== 'ok') throw new Error(`indexes: ${artifact?.reason}`);
      return artifact;
    };
    try {
      await owner.query('CREATE TABLE busy (id int); CREATE INDEX ON busy (abs(id))');
      await vi.waitFor(async () => expect((await indexes()).rows).toHaveLength(1), { timeout: 20_000 });
      await owner.query('BEGIN; LOCK TABLE busy IN ACCESS EXCLUSIVE MODE');
      const lockedAt = new Date().toISOString();
      await vi.waitFor(async () => expect(await indexes()).toHaveProperty('partly'), { timeout: 20_000 });
      const kept = await indexes();
      expect(kept.rows).toHaveLength(1);
      expect(kept.collectedAt < lockedAt).toBe(true);
      expect(database.status).toBe('up');
      await owner.query('ROLLBACK');
      await vi.waitFor(async () => expect(await indexes()).not.toHaveProperty('partly'), { timeout: 20_000 });
    } finally {
      await owner.end();
    }
  });
});

describe('a server that falls silent in the middle of a round', () => {
  it('is reported as down, keeps what was read before, and is up again by itself', {
    timeout: 120_000,
  }, async () => {
    await vi.waitFor(() => expect(readable()).toContain('storageSizes'), { timeout: 20_000 });
    expect(database.status).toBe('up');
    const before = readable();

    proxy.freeze();
    void database.collectNow();
    await vi.waitFor(() => expect(database.status).toBe('down'), { timeout: 60_000, interval: 250 });
    // Which of them depends on what was under way: a statement, or a new connection.
    expect(['query-timeout', 'host-unreachable']).toContain(database.problem?.code);
    expect(readable()).toEqual(before);

    proxy.thaw();
    await vi.waitFor(() => expect(database.status).toBe('up'), { timeout: 60_000, interval: 250 });
  });
});
