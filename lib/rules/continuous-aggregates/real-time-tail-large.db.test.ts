import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './real-time-tail-large';

let engine: Awaited<ReturnType<typeof startTimescale>>;
const profile = { byteThresholdRatio: 0.000_1 };

beforeAll(async () => {
  engine = await startTimescale();
  const view = (name: string, isMaterializedOnly: boolean) => [
    `CREATE MATERIALIZED VIEW ${name} WITH (timescaledb.continuous, timescaledb.materialized_only = ${isMaterializedOnly}) AS
       SELECT time_bucket('1 hour', time) AS bucket, count(*) FROM readings GROUP BY 1 WITH NO DATA`,
    `SELECT add_continuous_aggregate_policy('${name}', INTERVAL '30 days', INTERVAL '3 days', INTERVAL '1 hour')`,
  ];
  await run(engine.url, [
    `CREATE TABLE readings (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO readings SELECT now() - i * interval '1 minute', i FROM generate_series(1, 8000) i`,
    ...view('"real time"', false),
    ...view('materialised', true),
  ]);
});
afterAll(() => engine?.stop());

describe('continuous-aggregates/real-time-tail-large on a real engine', () => {
  it('finds the real-time one, ends its window nearer and puts it back', async () => {
    expect(await findings(engine.url, rule, profile)).toHaveLength(1);
    const { facts } = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['public', 'real time'],
      profile,
    });
    expect(facts.tailBytes).toBeGreaterThan(100_000);
  });
});
