import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './destroys-aggregate-history';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE SCHEMA "odd ""schema"`,
    `CREATE TABLE readings (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO readings SELECT now() - i * interval '1 hour', i FROM generate_series(1, 1200) i`,
    `CREATE MATERIALIZED VIEW "odd ""schema"."hourly, all" WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, avg(value) FROM readings GROUP BY 1 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('"odd ""schema"."hourly, all"', NULL, NULL)`,
    `SELECT add_continuous_aggregate_policy('"odd ""schema"."hourly, all"', NULL, INTERVAL '1 hour', INTERVAL '1 hour')`,
    `CREATE MATERIALIZED VIEW healthy WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, max(value) FROM readings GROUP BY 1 WITH NO DATA`,
    `SELECT add_continuous_aggregate_policy('healthy', INTERVAL '3 days', INTERVAL '1 hour', INTERVAL '1 hour')`,
    `SELECT add_retention_policy('readings', INTERVAL '30 days')`,
    `CREATE TABLE ticks (tick bigint NOT NULL, value int)`,
    `SELECT create_hypertable('ticks', by_range('tick', 1000))`,
    `CREATE FUNCTION now_ticks() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 9000::bigint'`,
    `SELECT set_integer_now_func('ticks', 'now_ticks')`,
    `INSERT INTO ticks SELECT i, i FROM generate_series(1, 9000, 10) i`,
    `CREATE MATERIALIZED VIEW ticks_100 WITH (timescaledb.continuous) AS
       SELECT time_bucket(100, tick) AS bucket, sum(value) FROM ticks GROUP BY 1 WITH NO DATA`,
    `SELECT add_continuous_aggregate_policy('ticks_100', 8000::bigint, 100::bigint, INTERVAL '1 hour')`,
    `SELECT add_retention_policy('ticks', 5000::bigint)`,
  ]);
});
afterAll(() => engine?.stop());

describe('retention/destroys-aggregate-history on a real engine', () => {
  it('finds exactly the two planted conflicts', async () => {
    expect((await findings(engine.url, rule)).map(({ subject }) => subject)).toEqual([
      ['odd "schema', 'hourly, all'],
      ['public', 'ticks_100'],
    ]);
  });

  it('narrows an open-ended refresh, and puts it back', async () => {
    const finding = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['odd "schema', 'hourly, all'],
    });
    expect(finding.severity).toBe('critical');
    expect(finding.facts.historyBytes).toBeGreaterThan(0);
  });

  it('does the same in the units of integer time', async () => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'ticks_100'] });
  });

  it('tells the truth: the conflicting refresh deletes buckets, the narrowed one keeps them', async () => {
    const buckets = async () =>
      Number((await run(engine.url, [`SELECT count(*) AS n FROM "odd ""schema"."hourly, all"`]))?.rows[0]?.n);
    const before = await buckets();
    const [finding] = await findings(engine.url, rule);
    const steps = finding?.advice?.steps.map((step) => step.sql) ?? [];
    const refresh = `CALL run_job(${finding?.facts.refreshJobId})`;
    await run(engine.url, [...steps, `CALL run_job(${finding?.facts.retentionJobId})`, refresh]);
    expect(await buckets()).toBe(before);
    const undo = finding?.advice && !('impossible' in finding.advice.undo) ? finding.advice.undo : [];
    await run(engine.url, [...undo.map((step) => step.sql), refresh]);
    expect(await buckets()).toBeLessThan(before);
  });
});
