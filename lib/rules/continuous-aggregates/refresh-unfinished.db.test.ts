import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './refresh-unfinished';

let engine: Awaited<ReturnType<typeof startTimescale>>;
const counted = async () =>
  Number((await run(engine.url, ['SELECT sum(count)::int AS n FROM hourly']))?.rows[0]?.n);

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE readings (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO readings SELECT now() - i * interval '1 hour', i FROM generate_series(2, 100) i`,
    `CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, count(*) FROM readings GROUP BY 1 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('hourly', NULL, now())`,
    // What a refresh that is ended between its transactions leaves: the changes are taken off the log, the range stands.
    `INSERT INTO readings VALUES (now() - interval '50 hours', 0)`,
    `INSERT INTO _timescaledb_catalog.continuous_aggs_materialization_ranges
       SELECT (SELECT mat_hypertable_id FROM _timescaledb_catalog.continuous_agg),
              lowest_modified_value / 3600000000 * 3600000000, (greatest_modified_value / 3600000000 + 1) * 3600000000
         FROM _timescaledb_catalog.continuous_aggs_hypertable_invalidation_log`,
    'DELETE FROM _timescaledb_catalog.continuous_aggs_hypertable_invalidation_log',
    // Without the range nothing takes the row up.
    `CALL refresh_continuous_aggregate('hourly', now() - interval '20 hours', now())`,
  ]);
});
afterAll(() => engine?.stop());

describe('continuous-aggregates/refresh-unfinished on a real engine', () => {
  it('finds the range that was left, and computes it', async () => {
    expect(await findings(engine.url, rule)).toHaveLength(1);
    expect(await counted()).toBe(99);
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'hourly'] });
    expect(await counted()).toBe(100);
  });
});
