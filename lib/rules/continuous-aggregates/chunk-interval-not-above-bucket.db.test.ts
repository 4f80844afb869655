import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './chunk-interval-not-above-bucket';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE readings (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 hour', tsdb.columnstore = false)`,
    `CREATE MATERIALIZED VIEW "da''ily" WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 day', time) AS bucket, avg(value) FROM readings GROUP BY 1 WITH NO DATA`,
    `CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, avg(value) FROM readings GROUP BY 1 WITH NO DATA`,
  ]);
});
afterAll(() => engine?.stop());

describe('continuous-aggregates/chunk-interval-not-above-bucket on a real engine', () => {
  it('finds the daily one on hourly chunks, whose own take ten hours, and mends it', async () => {
    expect(await findings(engine.url, rule)).toHaveLength(1);
    const { facts } = await tellAdviceStory({ url: engine.url, rule, subject: ['public', "da''ily"] });
    expect(facts).toMatchObject({ chunkIntervalSeconds: 36_000, bucketSeconds: 86_400 });
  });
});
