import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectTiers } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { startTimescale } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { run } from '../testing/advice-story';
import { settings } from '../testing/setting-rows';
import rule from './xid-age';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE "odd ""name" (time timestamptz NOT NULL, value int)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO "odd ""name" SELECT now() - i * interval '1 hour', i FROM generate_series(1, 96) i`,
    `ALTER TABLE "odd ""name" SET (timescaledb.enable_columnstore)`,
    `SELECT compress_chunk(c) FROM show_chunks('"odd ""name"', older_than => INTERVAL '2 days') c`,
    // Each block with an exception takes a transaction id of its own.
    'CREATE TABLE burnt (one int)',
    `DO $$ BEGIN FOR i IN 1..400 LOOP BEGIN INSERT INTO burnt VALUES (i); EXCEPTION WHEN others THEN RAISE; END; END LOOP; END $$`,
  ]);
});
afterAll(() => engine?.stop());

/** The engine's own setting is 200 million; what takes as many transactions takes these with a smaller one. */
async function found(freezeMaxAge: number) {
  const database = openDatabase({ url: engine.url });
  const server = await probeServer(database);
  const read = await collectTiers(database, server, ['standard', 'catalog']);
  await database.close();
  if (read.settings?.status !== 'ok') throw new Error('settings were not read');
  const rows = settings({ autovacuum_freeze_max_age: freezeMaxAge });
  const artifacts = { ...read, settings: { ...read.settings, rows } };
  const snapshot = { databaseId: 'test', takenAt: new Date().toISOString(), server, artifacts };
  return runRule(rule, snapshot, Date.now(), {}).findings;
}

describe('hypertables/xid-age on a real engine', () => {
  it('freezes both parts of every chunk', async () => {
    expect(await found(200_000_000)).toEqual([]);
    const [finding] = await found(200);
    expect(finding).toMatchObject({ subject: ['public', 'odd "name'], severity: 'critical' });
    expect(finding?.facts.oldChunks).toBeGreaterThanOrEqual(4);
    const verify = async () =>
      Number((await run(engine.url, [finding?.advice?.verify.sql ?? '']))?.rows[0]?.count);
    // The hypertable, its chunks, and the column parts of two of them.
    expect(await verify()).toBeGreaterThanOrEqual(7);
    await run(engine.url, finding?.advice?.steps.map(({ sql }) => sql) ?? []);
    expect(await verify()).toBe(0);
    expect(await found(200)).toEqual([]);
  });
});
