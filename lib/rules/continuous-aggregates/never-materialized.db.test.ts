import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './never-materialized';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  const view = (name: string, bucket: string, source = 'readings') =>
    `CREATE MATERIALIZED VIEW ${name} WITH (timescaledb.continuous) AS
       SELECT time_bucket('${bucket}', time) AS time, count(*) FROM ${source} GROUP BY 1 WITH NO DATA`;
  const table = (name: string) =>
    `CREATE TABLE ${name} (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '7 days', tsdb.columnstore = false)`;
  await run(engine.url, [
    table('readings'),
    `INSERT INTO readings SELECT now() - i * interval '10 minutes', i FROM generate_series(1, 9000) i`,
    view('"nothing; here"', '1 hour'),
    view('monthly', '1 month'),
    view('healthy', '1 hour'),
    `CALL refresh_continuous_aggregate('healthy', NULL, NULL)`,
    `CREATE MATERIALIZED VIEW of_no_row WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS time, count(*) FROM readings WHERE value < 0 GROUP BY 1 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('of_no_row', NULL, now() - interval '1 hour')`,
    table('empty_source'),
    view('of_nothing', '1 hour', 'empty_source'),
    `CREATE TABLE ticks (tick integer NOT NULL, value int)`,
    `SELECT create_hypertable('ticks', by_range('tick', 1000))`,
    `CREATE FUNCTION now_ticks() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 9000'`,
    `SELECT set_integer_now_func('ticks', 'now_ticks')`,
    `INSERT INTO ticks SELECT i, i FROM generate_series(1, 9000, 10) i`,
    `CREATE MATERIALIZED VIEW ticks_100 WITH (timescaledb.continuous) AS
       SELECT time_bucket(100, tick) AS bucket, sum(value) FROM ticks GROUP BY 1 WITH NO DATA`,
    `CREATE MATERIALIZED VIEW no_ticks WITH (timescaledb.continuous) AS
       SELECT time_bucket(100, tick) AS bucket, sum(value) FROM ticks WHERE value < 0 GROUP BY 1 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('no_ticks', NULL, 8800)`,
  ]);
});
afterAll(() => engine?.stop());

describe('continuous-aggregates/never-materialized on a real engine', () => {
  it('finds those that hold nothing although their source has rows', async () => {
    expect((await findings(engine.url, rule)).map(({ subject }) => subject.at(-1))).toEqual([
      'monthly',
      'nothing; here',
      'ticks_100',
    ]);
  });

  it.each(['monthly', 'nothing; here', 'ticks_100'])('materialises %s', async (name) => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', name] });
  });

  it('leaves out no bucket between its parts', async () => {
    const result = await run(engine.url, [
      `SELECT (SELECT sum(count) FROM "nothing; here" WHERE time < now() - interval '2 hours') AS filled,
              (SELECT sum(count) FROM healthy WHERE time < now() - interval '2 hours') AS healthy`,
    ]);
    expect(result?.rows[0]?.filled).toBe(result?.rows[0]?.healthy);
  });
});
