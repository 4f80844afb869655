import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { setMergeInterval } from '@/lib/sql/columnstore';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './merge-interval-unaligned';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
  const plant = (name: string, merge: string) => [
    `CREATE TABLE ${name} (time timestamptz NOT NULL, device int, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `ALTER TABLE ${name} SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device', timescaledb.orderby = 'time',
       timescaledb.compress_chunk_time_interval = '${merge}')`,
  ];
  await run(engine.url, [
    ...plant('"un ""even"', '36 hours'),
    ...plant('even', '48 hours'),
    'CREATE TABLE ticks (tick bigint NOT NULL, value int)',
    `SELECT create_hypertable('ticks', by_range('tick', 1000))`,
    `ALTER TABLE ticks SET (timescaledb.enable_columnstore, timescaledb.compress_chunk_time_interval = '2500 microseconds')`,
  ]);
});
afterAll(() => engine?.stop());

describe('columnstore/merge-interval-unaligned on a real engine', () => {
  it('finds widths that no number of chunks has, widens them, and takes that back', async () => {
    expect((await findings(engine.url, rule)).map(({ subject }) => subject[1])).toEqual([
      'un "even',
      'ticks',
    ]);
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'un "even'] });
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'ticks'] });
  });

  it('leaves segments and order as they are, and merges then', async () => {
    const relation = { schema: 'public', name: 'un "even', kind: 'hypertable' } as const;
    for (const versionNumber of [2_017_002, 2_023_000])
      await run(engine.url, [setMergeInterval({ versionNumber }, relation, { seconds: 172_800 })]);
    const settings = await run(engine.url, [
      `SELECT segmentby, orderby FROM _timescaledb_catalog.compression_settings WHERE relid = '"un ""even"'::regclass`,
    ]);
    expect(settings?.rows).toEqual([{ segmentby: ['device'], orderby: ['time'] }]);
    await run(engine.url, [
      `INSERT INTO "un ""even" SELECT '2026-01-01Z'::timestamptz + i * interval '6 hours', 1, i FROM generate_series(0, 15) i`,
      `SELECT compress_chunk(c) FROM show_chunks('"un ""even"') c`,
    ]);
    expect(
      (await run(engine.url, [`SELECT count(*)::int AS chunks FROM show_chunks('"un ""even"')`]))?.rows,
    ).toEqual([{ chunks: 2 }]);
  });
});
