import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectTiers, type Row, type Snapshot } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { startTimescale } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { run } from '../testing/advice-story';
import rule from './lock-table-small';

let engine: Awaited<ReturnType<typeof startTimescale>>;
let snapshot: Snapshot;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE metrics (time timestamptz NOT NULL, device int, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    'CREATE INDEX ON metrics (device, time DESC)',
    `INSERT INTO metrics SELECT now() - i * interval '12 hours', i % 3, i FROM generate_series(0, 99) i`,
    `ALTER TABLE metrics SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device')`,
    `SELECT compress_chunk(c) FROM show_chunks('metrics', older_than => INTERVAL '20 days') c`,
  ]);
  const database = openDatabase({ url: engine.url });
  const server = await probeServer(database);
  const artifacts = await collectTiers(database, server, ['standard', 'catalog']);
  await database.close();
  snapshot = { databaseId: 'test', takenAt: new Date().toISOString(), server, artifacts };
});
afterAll(() => engine?.stop());

/**
 * The engine cannot be restarted with another setting and has one session alone, so what it says of itself is read
 * with this setting in its place, and as a server's.
 */
function found(locksPerTransaction: number) {
  const { settings } = snapshot.artifacts;
  if (settings?.status !== 'ok') throw new Error('settings were not read');
  const rows = settings.rows.map(
    (row): Row<'settings'> =>
      row.name === 'max_locks_per_transaction' ? { ...row, setting: String(locksPerTransaction) } : row,
  );
  const artifacts = { ...snapshot.artifacts, settings: { ...settings, rows } };
  const server = { ...snapshot.server, engine: 'server' as const };
  return runRule(rule, { ...snapshot, server, artifacts }, Date.now(), {}).findings[0];
}

describe('hypertables/lock-table-small on a real engine', () => {
  it('counts the locks that a statement over all chunks really takes', async () => {
    const client = new Client({ connectionString: engine.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT count(*) FROM metrics');
    const { rows } = await client.query(
      `SELECT count(*)::int AS locks FROM pg_locks WHERE locktype = 'relation' AND relation::regclass::text ~ '(hyper_|metrics)'`,
    );
    await client.query('ROLLBACK');
    await client.end();
    const locks = Number(found(4)?.facts.worstLocks);
    // The hypertable itself is the one that the chunks do not count.
    expect(rows[0].locks - locks).toBeGreaterThanOrEqual(0);
    expect(rows[0].locks - locks).toBeLessThanOrEqual(3);
    expect(locks).toBeGreaterThan(150);
  });

  it('does not apply to the engine itself', () => {
    expect(runRule(rule, snapshot, Date.now(), {}).outcome.status).toBe('not-applicable');
  });

  it('is quiet at the default, and once what it advises is set', () => {
    expect(found(64)).toBeUndefined();
    const advised = found(4)?.facts.advisedLocksPerTransaction;
    expect(advised).toBeGreaterThan(4);
    expect(found(Number(advised))).toBeUndefined();
  });

  it('gives statements that the server takes and takes back', async () => {
    const advice = found(4)?.advice;
    if (!advice || 'impossible' in advice.undo) throw new Error('expected advice that can be undone');
    const waiting = async () =>
      (
        await run(engine.url, [
          `SELECT setting FROM pg_file_settings WHERE name = 'max_locks_per_transaction' AND sourcefile LIKE '%auto.conf'`,
        ])
      )?.rows.map(({ setting }) => Number(setting));
    expect((await run(engine.url, [advice.precheck?.sql ?? '']))?.rows).toEqual([{ count: '0' }]);
    await run(
      engine.url,
      advice.steps.map(({ sql }) => sql),
    );
    expect(await waiting()).toEqual([found(4)?.facts.advisedLocksPerTransaction]);
    await run(engine.url, [advice.verify.sql, ...advice.undo.map(({ sql }) => sql)]);
    expect(await waiting()).toEqual([]);
  });
});
