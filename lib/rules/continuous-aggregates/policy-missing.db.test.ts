import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './policy-missing';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  const view = (name: string, bucket: string) =>
    `CREATE MATERIALIZED VIEW ${name} WITH (timescaledb.continuous) AS
       SELECT time_bucket('${bucket}', time) AS bucket, avg(value) AS value FROM readings GROUP BY 1 WITH NO DATA`;
  await run(engine.url, [
    `CREATE TABLE readings (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '7 days', tsdb.columnstore = false)`,
    `INSERT INTO readings SELECT now() - i * interval '1 hour', i FROM generate_series(1, 1200) i`,
    view('"hourly ""of"" all"', '1 hour'),
    view('monthly', '1 month'),
    view('by_minute', '1 minute'),
    view('healthy', '1 hour'),
    `SELECT add_continuous_aggregate_policy('healthy', INTERVAL '3 days', INTERVAL '1 hour', INTERVAL '1 hour')`,
    `CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 day', bucket) AS bucket, avg(value) FROM healthy GROUP BY 1 WITH NO DATA`,
    `CREATE TABLE ticks (tick bigint NOT NULL, value int)`,
    `SELECT create_hypertable('ticks', by_range('tick', 1000))`,
    `CREATE FUNCTION now_ticks() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 9000::bigint'`,
    `SELECT set_integer_now_func('ticks', 'now_ticks')`,
    `INSERT INTO ticks SELECT i, i FROM generate_series(1, 9000, 10) i`,
    `CREATE MATERIALIZED VIEW ticks_100 WITH (timescaledb.continuous) AS
       SELECT time_bucket(100, tick) AS bucket, sum(value) FROM ticks GROUP BY 1 WITH NO DATA`,
    `SELECT add_retention_policy('readings', INTERVAL '400 days')`,
  ]);
});
afterAll(() => engine?.stop());

describe('continuous-aggregates/policy-missing on a real engine', () => {
  it('finds every aggregate but the healthy one', async () => {
    expect((await findings(engine.url, rule)).map(({ subject }) => subject.at(-1))).toEqual([
      'by_minute',
      'daily',
      'hourly "of" all',
      'monthly',
      'ticks_100',
    ]);
  });

  it.each(['hourly "of" all', 'monthly', 'by_minute', 'daily', 'ticks_100'])(
    'adds a policy that the engine accepts to %s, and removes it',
    async (name) => {
      await tellAdviceStory({ url: engine.url, rule, subject: ['public', name] });
    },
  );

  it('leaves no row out of a real-time aggregate once the policy has run', async () => {
    const asked = `SELECT count(*)::int AS buckets, min(bucket) AS oldest FROM real_time`;
    await run(engine.url, [
      `CREATE MATERIALIZED VIEW real_time WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
         SELECT time_bucket('1 hour', time) AS bucket, avg(value) AS value FROM readings GROUP BY 1 WITH NO DATA`,
    ]);
    const before = (await run(engine.url, [asked]))?.rows;
    const found = (await findings(engine.url, rule)).find(({ subject }) => subject[1] === 'real_time');
    await run(engine.url, found?.advice?.steps.map(({ sql }) => sql) ?? []);
    const job = await run(engine.url, [
      `SELECT max(job_id) AS id FROM timescaledb_information.jobs WHERE proc_name = 'policy_refresh_continuous_aggregate'`,
    ]);
    await run(engine.url, [`CALL run_job(${job?.rows[0]?.id})`]);
    expect((await run(engine.url, [asked]))?.rows).toEqual(before);
  });
});
