import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { changedRows } from '../testing/changed-rows';
import { takeArtifacts } from '../testing/take-snapshot';
import rule from './blocked';

const MAJORS = [13, 18];

/** As if they had waited for six minutes: the test does not wait for it. */
const later = (real: Snapshot) =>
  changedRows(real, 'sessions', (row) => ({
    ...row,
    waitSeconds: row.waitSeconds === null ? null : row.waitSeconds + 360,
  }));

/** It gives words, no SQL: whose transaction has to go is a decision. */
describe.each(MAJORS)('sessions/blocked on PostgreSQL %i', (major) => {
  let engine: Awaited<ReturnType<typeof freshDatabase>>;
  const clients: pg.Client[] = [];
  const connected = async (application: string) => {
    const client = new pg.Client({ connectionString: engine.url, application_name: application });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  beforeAll(async () => {
    engine = await freshDatabase(major);
    await run(engine.url, ['CREATE TABLE "od d" (id int PRIMARY KEY)', 'INSERT INTO "od d" VALUES (1)']);
  });
  afterAll(async () => {
    for (const client of clients) await client.end();
    await engine?.stop();
  });

  it('finds the session that all wait for, through a chain, and is quiet when it has ended', async () => {
    const idle = await connected('forgetful');
    await idle.query('BEGIN');
    await idle.query(`UPDATE "od d" SET id = 1 WHERE id = 1 AND 'secret' <> ''`);
    const altering = (await connected('deploy')).query('ALTER TABLE "od d" ADD note text');
    const waits = (least: number) => async () => {
      const { artifacts } = await takeArtifacts(engine.url, ['sessions']);
      const rows = artifacts.sessions?.status === 'ok' ? artifacts.sessions.rows : [];
      return rows.filter(({ blockedBy }) => blockedBy.length > 0).length >= least;
    };
    await expect.poll(waits(1), { timeout: 5_000 }).toBe(true);
    const readers = [];
    for (const name of ['a', 'b']) readers.push((await connected(name)).query('SELECT * FROM "od d"'));
    await expect.poll(waits(3), { timeout: 5_000 }).toBe(true);

    const [found] = await findings(engine.url, rule, {}, later);
    expect(found).toMatchObject({ severity: 'critical', facts: { blockedSessions: 3 } });
    expect(found?.detail).toContain('public."od d"');
    expect(found?.detail).toContain('(forgetful)');

    const { artifacts } = await takeArtifacts(engine.url, ['sessions']);
    const rows = artifacts.sessions?.status === 'ok' ? artifacts.sessions.rows : [];
    expect(rows.find(({ applicationName }) => applicationName === 'forgetful')).toMatchObject({
      isBlocking: true,
      hasWritten: true,
      state: 'idle in transaction',
      query: 'UPDATE "od d" SET id = ? WHERE id = ? AND ? <> ?',
    });
    await idle.query('ROLLBACK');
    await altering;
    await Promise.all(readers);
    expect(await findings(engine.url, rule, {}, later)).toEqual([]);
  });

  it('shows no statement that may carry a password', async () => {
    const client = await connected('admin');
    await client.query(`ALTER ROLE postgres PASSWORD NULL`);
    const { artifacts } = await takeArtifacts(engine.url, ['sessions']);
    const rows = artifacts.sessions?.status === 'ok' ? artifacts.sessions.rows : [];
    expect(rows.find(({ applicationName }) => applicationName === 'admin')?.query).toBe(
      '-- not shown: it may carry a password',
    );
  });
});
