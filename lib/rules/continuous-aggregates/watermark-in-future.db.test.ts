import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './watermark-in-future';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  const view = (name: string, until: string) => [
    `CREATE MATERIALIZED VIEW ${name} WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
       SELECT time_bucket('1 hour', time) AS bucket, count(*) FROM readings GROUP BY 1 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('${name}', NULL, ${until})`,
  ];
  await run(engine.url, [
    `CREATE TABLE readings (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO readings VALUES (now() - interval '5 hours', 1), (now() + interval '3 days', 1)`,
    ...view('ahead', 'NULL'),
    ...view('in_time', `now() - interval '1 hour'`),
    `INSERT INTO readings VALUES (now(), 1)`,
  ]);
});
afterAll(() => engine?.stop());

// No statement takes a watermark back, so there is no advice to tell the story of.
describe('continuous-aggregates/watermark-in-future on a real engine', () => {
  it('finds the one that a row of the future moved, which lacks the newest row', async () => {
    expect((await findings(engine.url, rule)).map(({ subject }) => subject[1])).toEqual(['ahead']);
    const counted = await run(engine.url, [
      'SELECT (SELECT sum(count) FROM ahead)::int AS ahead, (SELECT sum(count) FROM in_time)::int AS in_time',
    ]);
    expect(counted?.rows[0]).toEqual({ ahead: 2, in_time: 3 });
  });
});
