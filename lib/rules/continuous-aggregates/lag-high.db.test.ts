import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './lag-high';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string, type: string) => [
    `CREATE TABLE ${name} (time ${type} NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO ${name} SELECT now() - i * interval '10 minutes', i FROM generate_series(1, 2900) i`,
  ];
  const view = (name: string, source: string, from: number, to: number) => [
    `CREATE MATERIALIZED VIEW ${name} WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, avg(value) FROM ${source} GROUP BY 1 WITH NO DATA`,
    `SELECT add_continuous_aggregate_policy('${name}', INTERVAL '3 days', INTERVAL '1 hour', INTERVAL '1 hour')`,
    `CALL refresh_continuous_aggregate('${name}', now()::timestamp - interval '${from} days', now()::timestamp - interval '${to} hours')`,
  ];
  await run(engine.url, [
    ...table('readings', 'timestamptz'),
    ...view('"behind, far"', 'readings', 30, 240),
    ...view('healthy', 'readings', 30, 1),
    // Rows stop to match two weeks ago, so the watermark stays there; the refreshes did look at the rest.
    ...view('filtered', 'readings WHERE value > 2016', 30, 1).slice(0, 2),
    `CALL refresh_continuous_aggregate('filtered', now() - interval '30 days', now() - interval '1 hour')`,
    ...table('local_readings', 'timestamp'),
    ...view('local_behind', 'local_readings', 30, 240),
    `CREATE TABLE ticks (tick bigint NOT NULL, value int)`,
    `SELECT create_hypertable('ticks', by_range('tick', 1000))`,
    `CREATE FUNCTION now_ticks() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 9000::bigint'`,
    `SELECT set_integer_now_func('ticks', 'now_ticks')`,
    `INSERT INTO ticks SELECT i, i FROM generate_series(1, 9000, 10) i`,
    `CREATE MATERIALIZED VIEW ticks_100 WITH (timescaledb.continuous) AS
       SELECT time_bucket(100, tick) AS bucket, sum(value) FROM ticks GROUP BY 1 WITH NO DATA`,
    `SELECT add_continuous_aggregate_policy('ticks_100', 8000::bigint, 100::bigint, INTERVAL '1 hour')`,
    `CALL refresh_continuous_aggregate('ticks_100', 0::bigint, 3000::bigint)`,
  ]);
});
afterAll(() => engine?.stop());

describe('continuous-aggregates/lag-high on a real engine', () => {
  it('finds the three that lag', async () => {
    expect((await findings(engine.url, rule)).map(({ subject }) => subject.at(-1))).toEqual([
      'behind, far',
      'local_behind',
      'ticks_100',
    ]);
  });

  it.each(['behind, far', 'local_behind', 'ticks_100'])('brings %s up to date', async (name) => {
    const finding = await tellAdviceStory({ url: engine.url, rule, subject: ['public', name] });
    expect(finding.facts.missedChunks).toBeGreaterThan(0);
  });

  it('aggregates every waiting bucket, those at the seams of the parts too', async () => {
    const result = await run(engine.url, [
      `SELECT (SELECT count(*) FROM "behind, far" WHERE bucket > now() - interval '10 days' AND bucket < now() - interval '2 hours') AS behind,
              (SELECT count(*) FROM healthy WHERE bucket > now() - interval '10 days' AND bucket < now() - interval '2 hours') AS healthy`,
    ]);
    expect(result?.rows[0]?.behind).toBe(result?.rows[0]?.healthy);
    expect(Number(result?.rows[0]?.behind)).toBeGreaterThan(230);
  });
});
