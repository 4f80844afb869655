import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { convertChunks } from '@/lib/sql/chunk-conversion';
import { findings, run } from '../testing/advice-story';
import rule from './size-rows-missing';

let engine: Awaited<ReturnType<typeof startTimescale>>;

const plant = (name: string) => [
  `CREATE TABLE ${name} (time timestamptz NOT NULL, device int, value float8)
     WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
  `INSERT INTO ${name} SELECT '2026-01-01Z'::timestamptz + i * interval '1 hour', i % 2, i FROM generate_series(0, 95) i`,
  `ALTER TABLE ${name} SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device', timescaledb.orderby = 'time DESC')`,
  `SELECT compress_chunk(c) FROM show_chunks('${name}') c`,
];

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    ...plant('"l ""ost"'),
    // What merges before 2.20, and restores, leave.
    `DELETE FROM _timescaledb_catalog.compression_chunk_size WHERE chunk_id IN (
       SELECT id FROM _timescaledb_catalog.chunk WHERE status = 1 ORDER BY id LIMIT 2)`,
    ...plant('whole'),
  ]);
});
afterAll(() => engine?.stop());

describe('columnstore/size-rows-missing on a real engine', () => {
  it('finds the chunks whose record is lost, which only a way through the row store brings back', async () => {
    const found = async () =>
      (await findings(engine.url, rule)).map(({ subject, facts }) => [subject[1], facts.unmeasuredChunks]);
    expect(await found()).toEqual([['l "ost', 2]]);
    const convert = (to: Parameters<typeof convertChunks>[1]) =>
      run(engine.url, [convertChunks({ versionNumber: 2_023_000 }, to, chunks)]);
    const chunks = (
      await run(engine.url, [
        `SELECT c.schema_name AS schema, c.table_name AS name FROM _timescaledb_catalog.chunk c
          WHERE c.status = 1 AND NOT EXISTS (SELECT FROM _timescaledb_catalog.compression_chunk_size z WHERE z.chunk_id = c.id)`,
      ])
    )?.rows as { schema: string; name: string }[];
    await convert('rewritten');
    expect(await found(), 'rewritten in place').toEqual([['l "ost', 2]]);
    await convert('rowstore');
    await convert('columnstore');
    expect(await found(), 'converted there and back').toEqual([]);
  });
});
