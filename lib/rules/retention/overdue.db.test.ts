import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './overdue';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string) =>
    `CREATE TABLE ${name} (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`;
  const fill = (name: string, days: number) =>
    `INSERT INTO ${name} SELECT now() - i * interval '1 day', i FROM generate_series(0, ${days}) i`;
  await run(engine.url, [
    table('"late.ly ""kept"""'),
    fill('"late.ly ""kept"""', 45),
    `SELECT add_retention_policy('"late.ly ""kept"""', INTERVAL '1 month')`,
    table('punctual'),
    fill('punctual', 30),
    `SELECT add_retention_policy('punctual', INTERVAL '30 days')`,
    `CREATE TABLE ticks (tick bigint NOT NULL, value int)`,
    `SELECT create_hypertable('ticks', by_range('tick', 1000))`,
    `CREATE FUNCTION now_ticks() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 9000::bigint'`,
    `SELECT set_integer_now_func('ticks', 'now_ticks')`,
    `INSERT INTO ticks SELECT i, i FROM generate_series(1, 9000, 10) i`,
    `SELECT add_retention_policy('ticks', 2000::bigint)`,
    table('raw'),
    fill('raw', 60),
    `CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 day', time) AS bucket, avg(value) FROM raw GROUP BY 1 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('daily', NULL, NULL)`,
    `SELECT add_retention_policy('daily', INTERVAL '20 days')`,
  ]);
});
afterAll(() => engine?.stop());

describe('retention/overdue on a real engine', () => {
  it('finds the late ones only', async () => {
    expect((await findings(engine.url, rule)).map(({ subject }) => subject.at(-1))).toEqual([
      'late.ly "kept"',
      'ticks',
      'daily',
    ]);
  });

  it('drops what the policy promises, in the words of the policy', async () => {
    const finding = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['public', 'late.ly "kept"'],
    });
    expect(finding.facts.overdueChunks).toBeGreaterThan(10);
    expect(finding.advice?.undo).toHaveProperty('impossible');
  });

  it('does the same on integer time, and on an aggregate', async () => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'ticks'] });
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'daily'] });
  });

  it('gives no SQL while the run would delete what an aggregate has not read', async () => {
    await run(engine.url, [
      `SELECT add_retention_policy('raw', INTERVAL '10 days')`,
      `CREATE MATERIALIZED VIEW unread WITH (timescaledb.continuous) AS
         SELECT time_bucket('1 day', time) AS bucket, max(value) FROM raw GROUP BY 1 WITH NO DATA`,
    ]);
    const advice = async () =>
      (await findings(engine.url, rule)).find(({ subject }) => subject[1] === 'raw')?.advice;
    expect(await advice()).toBeUndefined();
    await run(engine.url, [`CALL refresh_continuous_aggregate('unread', NULL, NULL)`]);
    expect(await advice()).toBeDefined();
  });
});
