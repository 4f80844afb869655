import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { changedRows } from '../testing/changed-rows';
import rule from './idle-in-transaction';

const ROLE = "it's idle";
let engine: Awaited<ReturnType<typeof freshDatabase>>;
let forgetful: pg.Client;

beforeAll(async () => {
  engine = await freshDatabase(18);
  await run(engine.url, [`CREATE ROLE "it's idle" SUPERUSER LOGIN`, 'CREATE TABLE orders (id int)']);
  const url = new URL(engine.url);
  url.username = encodeURIComponent(ROLE);
  forgetful = new pg.Client({ connectionString: url.href });
  forgetful.on('error', () => undefined);
  await forgetful.connect();
  await forgetful.query('BEGIN');
  await forgetful.query('INSERT INTO orders VALUES (1)');
});
afterAll(async () => {
  await forgetful?.end();
  await run(engine.url, [`DROP ROLE IF EXISTS "it's idle"`]);
  await engine?.stop();
});

/** As if it had idled for ten minutes: the test does not wait for it. */
const later = (real: Snapshot) =>
  changedRows(real, 'sessions', (row) => ({ ...row, stateSeconds: (row.stateSeconds ?? 0) + 600 }));

/** The undo takes the timeout back; a session that was ended does not come back, nor its finding. */
describe('sessions/idle-in-transaction on a real engine', () => {
  it('finds it, ends it and bounds the next ones, and takes the bound back', async () => {
    const look = async () =>
      (await findings(engine.url, rule, {}, later)).filter(({ subject }) => subject[1] === ROLE);
    const [found] = await look();
    expect(found).toMatchObject({ severity: 'warning', facts: { sessions: 1, blockedSessions: 0 } });
    expect(found?.facts.locksHeld).toBeGreaterThan(0);
    const { advice } = found ?? {};
    if (!advice?.precheck || 'impossible' in advice.undo) throw new Error('expected advice with an undo');
    const first = async (sql: string) => Object.values((await run(engine.url, [sql]))?.rows[0] ?? {})[0];
    const timeout = () =>
      first(
        `SELECT setconfig::text FROM pg_db_role_setting JOIN pg_roles r ON r.oid = setrole WHERE r.rolname = 'it''s idle'`,
      );

    expect(await first(advice.precheck.sql)).toBe('1');
    await run(
      engine.url,
      advice.steps.map(({ sql }) => sql),
    );
    await expect.poll(() => first(advice.verify.sql), { timeout: 5_000 }).toBe('0');
    expect(await look()).toEqual([]);
    expect(await timeout()).toBe('{idle_in_transaction_session_timeout=15min}');
    await run(
      engine.url,
      advice.undo.map(({ sql }) => sql),
    );
    expect(await timeout()).toBeUndefined();
  });
});
