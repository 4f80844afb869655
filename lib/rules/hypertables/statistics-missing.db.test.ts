import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './statistics-missing';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string, segmentBy: string) => [
    `CREATE TABLE ${name} (time timestamptz NOT NULL, device int, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO ${name} SELECT now() - i * interval '1 minute', i % 120, i FROM generate_series(1, 6 * 1440) i`,
    `ALTER TABLE ${name} SET (timescaledb.enable_columnstore, timescaledb.orderby = 'time'${segmentBy})`,
  ];
  await run(engine.url, [
    ...table('"odd ""name"', `, timescaledb.segmentby = 'device'`),
    `SELECT compress_chunk(c) FROM show_chunks('"odd ""name"', older_than => INTERVAL '4 days') c`,
    ...table('analysed', `, timescaledb.segmentby = 'device'`),
    'ANALYZE analysed',
    ...table('whole', ''),
    `DO $$ DECLARE one regclass; BEGIN FOR one IN SELECT show_chunks('whole') LOOP EXECUTE format('ANALYZE %s', one); END LOOP; END $$`,
    `UPDATE _timescaledb_catalog.chunk SET creation_time = now() - interval '6 days'`,
  ]);
});
afterAll(() => engine?.stop());

describe('hypertables/statistics-missing on a real engine', () => {
  it('finds both parts of chunks, and the whole where TimescaleDB is to choose', async () => {
    expect(
      (await findings(engine.url, rule)).map(({ subject, severity }) => [subject.at(-1), severity]),
    ).toEqual([
      ['odd "name', 'warning'],
      ['whole', 'notice'],
    ]);
  });

  it.each(['odd "name', 'whole'])('analyses all of %s', async (name) => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', name] });
  });
});
