import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './watermark-corrupt';

let engine: Awaited<ReturnType<typeof startTimescale>>;
/** The end of timestamps in microseconds since 1970. */
const END = '9223371331200000000';
const set = (table: string, name: string) =>
  `UPDATE _timescaledb_catalog.${table} SET watermark = ${END}
     WHERE ${table.endsWith('threshold') ? 'hypertable_id' : 'mat_hypertable_id'} =
       (SELECT ${table.endsWith('threshold') ? 'raw_hypertable_id' : 'mat_hypertable_id'}
          FROM _timescaledb_catalog.continuous_agg WHERE user_view_name = '${name}')`;

beforeAll(async () => {
  engine = await startTimescale();
  const source = (name: string) => [
    `CREATE TABLE ${name} (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `CREATE MATERIALIZED VIEW ${name}_hourly WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, count(*) FROM ${name} GROUP BY 1 WITH NO DATA`,
  ];
  await run(engine.url, [
    ...source('sound'),
    ...source('ahead'),
    ...source('noting_all'),
    set('continuous_aggs_watermark', 'ahead_hourly'),
    set('continuous_aggs_invalidation_threshold', 'noting_all_hourly'),
  ]);
});
afterAll(() => engine?.stop());

// The catalog is not ours to write, so there is no advice to tell the story of.
describe('continuous-aggregates/watermark-corrupt on a real engine', () => {
  it('finds both defects', async () => {
    expect((await findings(engine.url, rule)).map(({ subject, facts }) => [subject[1], facts])).toEqual([
      ['ahead_hourly', { corruptWatermarks: 1, corruptThresholds: 0 }],
      ['noting_all_hourly', { corruptWatermarks: 0, corruptThresholds: 1 }],
    ]);
  });
});
