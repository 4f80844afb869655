import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './settings-drifted';

let engine: Awaited<ReturnType<typeof startTimescale>>;
/** So that a hundred bytes are a hundred megabytes. */
const profile = { byteThresholdRatio: 0.000001 };

const plant = (name: string) => [
  `CREATE TABLE ${name} (time timestamptz NOT NULL, device int, site int, value float8)
     WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
  `INSERT INTO ${name} SELECT now() - i * interval '1 minute', i % 2, i % 3, i FROM generate_series(0, 4 * 1440) i`,
  `ALTER TABLE ${name} SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device', timescaledb.orderby = 'time DESC')`,
  `SELECT compress_chunk(c) FROM show_chunks('${name}', older_than => INTERVAL '1 day') c`,
];

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    ...plant('"d ""rifted"'),
    `ALTER TABLE "d ""rifted" SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'site', timescaledb.orderby = 'time DESC')`,
    ...plant('steady'),
    'ANALYZE',
  ]);
});
afterAll(() => engine?.stop());

describe('columnstore/settings-drifted on a real engine', () => {
  it('finds the chunks with former settings, rewrites them, and keeps their rows', async () => {
    const subject = ['public', 'd "rifted'];
    expect((await findings(engine.url, rule, profile)).map((found) => found.subject)).toEqual([subject]);
    const count = 'SELECT count(*)::int AS rows FROM "d ""rifted"';
    const before = (await run(engine.url, [count]))?.rows;
    const finding = await tellAdviceStory({ url: engine.url, rule, subject, profile });
    expect(finding.facts.driftedChunks).toBeGreaterThanOrEqual(3);
    expect((await run(engine.url, [count]))?.rows).toEqual(before);
  });
});
