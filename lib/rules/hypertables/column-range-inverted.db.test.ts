import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './column-range-inverted';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE m (time timestamptz NOT NULL, v int) WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day')`,
    `SET timescaledb.enable_chunk_skipping = on`,
    `SELECT enable_chunk_skipping('m', 'v')`,
    `INSERT INTO m SELECT '2026-01-01Z'::timestamptz + i * interval '1 hour', i FROM generate_series(1, 30) i`,
    `SELECT compress_chunk(c) FROM show_chunks('m') c`,
  ]);
});
afterAll(() => engine?.stop());

/** What TimescaleDB itself writes into its catalog passes by the constraint that keeps people from such a range. */
const PLANT = [
  `ALTER TABLE _timescaledb_catalog.chunk_column_stats DROP CONSTRAINT chunk_column_stats_range_check`,
  `UPDATE _timescaledb_catalog.chunk_column_stats SET range_start = range_end + 1
    WHERE chunk_id = (SELECT min(chunk_id) FROM _timescaledb_catalog.chunk_column_stats)`,
];

async function rowsFound(): Promise<string | undefined> {
  const answer = await run(engine.url, [
    `SET timescaledb.enable_chunk_skipping = on`,
    `SELECT count(*) FROM m WHERE v = 10`,
  ]);
  return answer?.rows[0]?.count;
}

describe('hypertables/column-range-inverted on a real engine', () => {
  it('is quiet while the ranges are as they were computed', async () => {
    expect(await findings(engine.url, rule)).toEqual([]);
    expect(await rowsFound()).toBe('1');
  });

  it('finds the range that hides rows, and brings the rows back', async () => {
    await run(engine.url, PLANT);
    expect(await rowsFound()).toBe('0');
    const found = await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'm'] });
    expect(found.facts).toEqual({ invertedChunks: 1 });
    expect(await rowsFound()).toBe('1');
  });
});
