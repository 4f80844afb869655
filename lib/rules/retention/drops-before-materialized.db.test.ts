import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './drops-before-materialized';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  const view = (name: string, until: string) => [
    `CREATE MATERIALIZED VIEW ${name} WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, count(*) FROM readings GROUP BY 1 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('${name}', NULL, now() - interval '${until}')`,
  ];
  await run(engine.url, [
    `CREATE TABLE readings (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO readings SELECT now() - i * interval '1 hour', i FROM generate_series(1, 720) i`,
    ...view('"too late"', '29 days'),
    ...view('in_time', '1 hour'),
    `SELECT add_retention_policy('readings', INTERVAL '28 days')`,
  ]);
});
afterAll(() => engine?.stop());

describe('retention/drops-before-materialized on a real engine', () => {
  it('finds the late one, and a refresh saves what retention then drops', async () => {
    expect(await findings(engine.url, rule)).toHaveLength(1);
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'too late'] });
    const kept = await run(engine.url, [
      `SELECT drop_chunks('readings', INTERVAL '28 days')`,
      `SELECT (SELECT sum(count) FROM "too late" WHERE bucket < now() - interval '27 days')::int AS late,
              (SELECT sum(count) FROM in_time WHERE bucket < now() - interval '27 days')::int AS healthy`,
    ]);
    expect(kept?.rows[0]?.late).toBe(kept?.rows[0]?.healthy);
  });
});
