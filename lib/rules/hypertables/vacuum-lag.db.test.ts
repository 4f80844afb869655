import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectTiers, type Snapshot } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { startTimescale } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { run } from '../testing/advice-story';
import rule from './vacuum-lag';

let engine: Awaited<ReturnType<typeof startTimescale>>;
let snapshot: Snapshot;

/** The embedded engine counts no dead rows: these are real, and their number is written beside them. */
beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE "odd ""name" (time timestamptz NOT NULL, value int)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO "odd ""name" SELECT now() - i * interval '1 minute', i FROM generate_series(1, 2000) i`,
    `UPDATE "odd ""name" SET value = 0`,
  ]);
  const database = openDatabase({ url: engine.url });
  const server = await probeServer(database);
  const artifacts = await collectTiers(database, server, ['standard', 'catalog']);
  await database.close();
  snapshot = { databaseId: 'test', takenAt: new Date().toISOString(), server, artifacts };
});
afterAll(() => engine?.stop());

describe('hypertables/vacuum-lag on a real engine', () => {
  it('says of the engine itself that it could not look', () => {
    expect(runRule(rule, snapshot, Date.now(), {}).outcome).toMatchObject({
      status: 'not-run',
      reason: 'this server keeps no statistics',
    });
  });

  it('vacuums the chunks that it names', async () => {
    const { chunks } = snapshot.artifacts;
    if (chunks?.status !== 'ok') throw new Error('chunks were not read');
    const rows = chunks.rows.map((row) => ({ ...row, deadTuples: 500_000 }));
    const counted = { ...snapshot, artifacts: { ...snapshot.artifacts, chunks: { ...chunks, rows } } };
    const [finding] = runRule(rule, counted, Date.now(), {}).findings;
    expect(finding?.subject).toEqual(['public', 'odd "name']);
    expect(finding?.facts.laggingChunks).toBe(chunks.rows.length);
    const [first] = chunks.rows;
    const pages = `SELECT relallvisible > 0 AS "wasVacuumed" FROM pg_class WHERE relname = '${first?.name}'`;
    expect((await run(engine.url, [pages]))?.rows).toEqual([{ wasVacuumed: false }]);
    await run(engine.url, finding?.advice?.steps.map(({ sql }) => sql) ?? []);
    expect((await run(engine.url, [pages]))?.rows).toEqual([{ wasVacuumed: true }]);
    expect((await run(engine.url, [finding?.advice?.verify.sql ?? '']))?.rows).toEqual([{ count: '0' }]);
  });
});
