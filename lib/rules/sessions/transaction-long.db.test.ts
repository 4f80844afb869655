import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { changedRows } from '../testing/changed-rows';
import rule from './transaction-long';

let engine: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  engine = await freshDatabase(18);
});
afterAll(() => engine?.stop());

/** As if two hours had passed: the test does not wait for it. */
const later = (real: Snapshot) =>
  changedRows(real, 'sessions', (row) => ({
    ...row,
    transactionSeconds: row.transactionSeconds === null ? null : row.transactionSeconds + 7_200,
  }));

/** It gives words, no SQL: whether a report may be ended only its reader knows. */
describe('sessions/transaction-long on a real engine', () => {
  it('finds a statement that runs, not a dump, and is quiet when it has ended', async () => {
    const running = async (application: string, name: string) => {
      const client = new pg.Client({ connectionString: engine.url, application_name: application });
      client.on('error', () => undefined);
      await client.connect();
      const ended = client.query(`SELECT pg_sleep(60) /* ${name} */`).catch(() => undefined);
      return { ended, client };
    };
    const sessions = [await running('report', 'report'), await running('pg_dump', 'dump')];
    const look = () => findings(engine.url, rule, {}, later);
    await expect.poll(look, { timeout: 5_000 }).toHaveLength(1);
    const [found] = await look();
    expect(found).toMatchObject({
      severity: 'critical',
      subject: ['role', 'postgres'],
      facts: { sessions: 1 },
    });
    expect(found?.detail).toContain('(report)');
    expect(found?.facts.snapshotXidAge).not.toBeNull();
    await run(engine.url, [
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%'`,
    ]);
    for (const { ended, client } of sessions) {
      await ended;
      await client.end();
    }
    expect(await look()).toEqual([]);
  });

  it('finds one whose client is idle between its statements, with its locks and its snapshot', async () => {
    const client = new pg.Client({ connectionString: engine.url, application_name: 'worker' });
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await client.query('SELECT count(*) FROM pg_class');
    const look = () => findings(engine.url, rule, {}, later);
    const [found] = await look();
    expect(found?.detail).toMatch(/\(worker\).* idle in transaction\. .*since its snapshot/);
    expect(found?.facts.locksHeld).toBeGreaterThan(0);
    await client.end();
    await expect.poll(look, { timeout: 5_000 }).toEqual([]);
  });
});
