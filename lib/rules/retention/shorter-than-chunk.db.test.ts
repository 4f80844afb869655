import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './shorter-than-chunk';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string, interval: string) =>
    `CREATE TABLE ${name} (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '${interval}', tsdb.columnstore = false)`;
  await run(engine.url, [
    table(`"week's"`, '7 days'),
    `SELECT add_retention_policy('"week''s"', INTERVAL '36 hours')`,
    table('fitting', '1 day'),
    `SELECT add_retention_policy('fitting', INTERVAL '1 day')`,
    `CREATE TABLE ticks (tick integer NOT NULL, value int)`,
    `SELECT create_hypertable('ticks', by_range('tick', 1000))`,
    `CREATE FUNCTION now_ticks() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 9000'`,
    `SELECT set_integer_now_func('ticks', 'now_ticks')`,
    `SELECT add_retention_policy('ticks', 500)`,
    table('raw', '7 days'),
    `CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 day', time) AS bucket, avg(value) FROM raw GROUP BY 1 WITH NO DATA`,
    `SELECT add_retention_policy('daily', INTERVAL '30 days')`,
    `CREATE TABLE dated (day date NOT NULL, value float8)`,
    `SELECT create_hypertable('dated', by_range('day', INTERVAL '7 days'))`,
    `SELECT add_retention_policy('dated', INTERVAL '36 hours')`,
  ]);
});
afterAll(() => engine?.stop());

describe('retention/shorter-than-chunk on a real engine', () => {
  it.each(["week's", 'ticks', 'daily', 'dated'])('sets and restores the interval of %s', async (name) => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', name] });
  });

  it('is quiet where chunks fit', async () => {
    const names = (await findings(engine.url, rule)).map(({ subject }) => subject.at(-1));
    expect(names).not.toContain('fitting');
  });
});
