import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './policies-conflicting';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE readings (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, count(*) FROM readings GROUP BY 1 WITH NO DATA`,
    // This version refuses the second one once another aggregate is built on it.
    `SELECT add_continuous_aggregate_policy('hourly', INTERVAL '30 days', INTERVAL '3 days', INTERVAL '1 day')`,
    `SELECT add_continuous_aggregate_policy('hourly', INTERVAL '3 days', INTERVAL '1 hour', INTERVAL '1 hour')`,
    `CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 day', bucket) AS bucket, sum(count) FROM hourly GROUP BY 1 WITH NO DATA`,
  ]);
});
afterAll(() => engine?.stop());

describe('continuous-aggregates/policies-conflicting on a real engine', () => {
  it('finds the two policies and leaves one with the windows of both', async () => {
    expect(await findings(engine.url, rule)).toHaveLength(1);
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'hourly'] });
    const left = await run(engine.url, [
      `SELECT config->>'start_offset' AS start, config->>'end_offset' AS end FROM timescaledb_information.jobs
        WHERE proc_name = 'policy_refresh_continuous_aggregate'`,
    ]);
    expect(left?.rows).toEqual([{ start: '30 days', end: '01:00:00' }]);
  });
});
