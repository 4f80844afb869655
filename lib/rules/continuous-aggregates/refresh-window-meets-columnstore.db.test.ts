import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './refresh-window-meets-columnstore';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  const view = (name: string, start: string, after: string) => [
    `CREATE MATERIALIZED VIEW ${name} WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, avg(value) FROM readings GROUP BY 1 WITH NO DATA`,
    `ALTER MATERIALIZED VIEW ${name} SET (timescaledb.enable_columnstore)`,
    `SELECT add_continuous_aggregate_policy('${name}', ${start}, INTERVAL '1 hour', INTERVAL '1 hour')`,
    `CALL add_columnstore_policy('${name}', after => INTERVAL '${after}')`,
  ];
  await run(engine.url, [
    `CREATE TABLE readings (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    ...view('"hourly.one"', "INTERVAL '7 days'", '2 days'),
    ...view('open_ended', 'NULL', '2 days'),
    ...view('healthy', "INTERVAL '1 day'", '2 days'),
  ]);
});
afterAll(() => engine?.stop());

describe('continuous-aggregates/refresh-window-meets-columnstore on a real engine', () => {
  it('finds the two that meet', async () => {
    expect((await findings(engine.url, rule)).map(({ subject }) => subject.at(-1))).toEqual([
      'hourly.one',
      'open_ended',
    ]);
  });

  it.each(['hourly.one', 'open_ended'])('sets them apart for %s, and puts it back', async (name) => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', name] });
  });
});
