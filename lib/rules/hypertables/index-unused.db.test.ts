import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectTiers, type Row, type Snapshot } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { startTimescale } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { run } from '../testing/advice-story';
import rule from './index-unused';

let engine: Awaited<ReturnType<typeof startTimescale>>;
const name = 'odd "index';

/** The embedded engine counts nothing: what it has is real, and the scans and the window are written beside it. */
beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE metrics (time timestamptz NOT NULL, "the device" int, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `CREATE INDEX "odd ""index" ON metrics ("the device", time DESC) WHERE value > 3`,
    `INSERT INTO metrics SELECT now() - i * interval '6 hours', i % 3, i FROM generate_series(0, 99) i`,
    `ALTER TABLE metrics ADD CONSTRAINT "guards" UNIQUE ("the device", time)`,
    `UPDATE _timescaledb_catalog.chunk SET creation_time = now() - interval '30 days'`,
  ]);
});
afterAll(() => engine?.stop());

async function found(): Promise<ReturnType<typeof runRule>> {
  const database = openDatabase({ url: engine.url });
  const server = await probeServer(database);
  const read = await collectTiers(database, server, ['standard', 'catalog', 'exact']);
  await database.close();
  const { hypertableIndexes } = read;
  if (hypertableIndexes?.status !== 'ok') throw new Error('indexes were not read');
  const days = (count: number) => new Date(Date.now() - count * 86_400_000).toISOString();
  const artifacts: Snapshot['artifacts'] = {
    ...read,
    hypertableIndexes: {
      ...hypertableIndexes,
      rows: hypertableIndexes.rows.map((row) => ({ ...row, scans: row.name === 'metrics_time_idx' ? 7 : 0 })),
    },
    databaseCounters: {
      ...hypertableIndexes,
      rows: [
        {
          serverClockAt: days(0),
          statsResetAt: days(60),
          serverStartedAt: days(60),
        } as Row<'databaseCounters'>,
      ],
    },
  };
  const snapshot = { databaseId: 'test', takenAt: days(0), server, artifacts };
  return runRule(rule, snapshot, Date.now(), { byteThresholdRatio: 0.000_1 });
}

describe('hypertables/index-unused on a real engine', () => {
  it('drops the one that nothing needs, and builds it again as it was', async () => {
    const { findings } = await found();
    expect(findings.map(({ subject }) => subject)).toEqual([['public', 'metrics', name]]);
    const advice = findings[0]?.advice;
    if (!advice || 'impossible' in advice.undo) throw new Error('expected advice that can be undone');
    const definition = `SELECT pg_get_indexdef('"odd ""index"'::regclass) AS text`;
    const before = (await run(engine.url, [definition]))?.rows;
    const answer = async (sql: string) => Object.values((await run(engine.url, [sql]))?.rows[0] ?? {})[0];
    expect(await answer(advice.precheck?.sql ?? '')).toBe('1');
    await run(
      engine.url,
      advice.steps.map(({ sql }) => sql),
    );
    expect(await answer(advice.verify.sql)).toBe('0');
    expect((await found()).findings).toEqual([]);
    await run(
      engine.url,
      advice.undo.map(({ sql }) => sql),
    );
    expect((await run(engine.url, [definition]))?.rows).toEqual(before);
    expect((await found()).findings).toHaveLength(1);
  });

  it('says of the engine itself that it could not look', async () => {
    const database = openDatabase({ url: engine.url });
    const server = await probeServer(database);
    const artifacts = await collectTiers(database, server, ['live', 'standard', 'catalog', 'exact']);
    await database.close();
    const snapshot = { databaseId: 'test', takenAt: new Date().toISOString(), server, artifacts };
    expect(runRule(rule, snapshot, Date.now(), {}).outcome).toMatchObject({
      status: 'not-applicable',
      reason: 'this server keeps no statistics',
    });
  });
});
