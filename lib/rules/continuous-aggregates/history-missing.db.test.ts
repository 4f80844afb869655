import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './history-missing';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  const view = (name: string, bucket: string) =>
    `CREATE MATERIALIZED VIEW ${name} WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
       SELECT time_bucket('${bucket}', time) AS bucket, count(*) FROM readings GROUP BY 1 WITH NO DATA`;
  await run(engine.url, [
    `CREATE TABLE readings (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '4 days', tsdb.columnstore = false)`,
    `INSERT INTO readings SELECT now() - i * interval '1 hour', i FROM generate_series(1, 2400) i`,
    view('"hourly; ""x"', '1 hour'),
    view('monthly', '1 month'),
    view('whole', '1 hour'),
    view('kept_short', '1 hour'),
    `SELECT drop_chunks('readings', older_than => interval '98 days')`,
    `CALL refresh_continuous_aggregate('"hourly; ""x"', now() - interval '3 days', now() - interval '1 hour')`,
    `CALL refresh_continuous_aggregate('monthly', now() - interval '65 days', NULL)`,
    `CALL refresh_continuous_aggregate('whole', NULL, now() - interval '1 hour')`,
    `CALL refresh_continuous_aggregate('kept_short', now() - interval '3 days', now() - interval '1 hour')`,
    `SELECT add_retention_policy('kept_short', interval '3 days')`,
  ]);
});
afterAll(() => engine?.stop());

const rows = async (name: string) =>
  Number((await run(engine.url, [`SELECT sum(count) AS rows FROM ${name}`]))?.rows[0]?.rows);

it('finds the real-time aggregates whose history a refresh has hidden, and gives it back', async () => {
  expect((await findings(engine.url, rule)).map(({ subject }) => subject[1])).toEqual([
    'hourly; "x',
    'monthly',
  ]);
  expect(await rows('"hourly; ""x"')).toBeLessThan(80);
  await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'hourly; "x'] });
  await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'monthly'] });
  expect(await rows('"hourly; ""x"')).toBe(await rows('whole'));
  expect(await rows('monthly')).toBe(await rows('whole'));
});
