import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './policy-missing';

let engine: Awaited<ReturnType<typeof startTimescale>>;
const profile = { byteThresholdRatio: 0.000_000_1 };

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string) =>
    `CREATE TABLE ${name} (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '30 days', tsdb.columnstore = false)`;
  const fill = (name: string, days: number) =>
    `INSERT INTO ${name} SELECT now() - i * interval '1 day', i FROM generate_series(0, ${days}) i`;
  await run(engine.url, [
    table('"two years; drop"'),
    fill('"two years; drop"', 700),
    table('recent'),
    fill('recent', 100),
    table('retained'),
    fill('retained', 700),
    `SELECT add_retention_policy('retained', INTERVAL '1 year')`,
    `CREATE TABLE decade (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '3650 days', tsdb.columnstore = false)`,
    fill('decade', 11),
    `CREATE TABLE ticks (tick bigint NOT NULL, value int)`,
    `SELECT create_hypertable('ticks', by_range('tick', 1000))`,
    `CREATE FUNCTION now_ticks() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT max(tick) FROM ticks'`,
    `SELECT set_integer_now_func('ticks', 'now_ticks')`,
    `INSERT INTO ticks SELECT i, i FROM generate_series(1, 9000, 10) i`,
  ]);
});
afterAll(() => engine?.stop());

describe('retention/policy-missing on a real engine', () => {
  it('leaves small hypertables alone where nothing is scaled', async () => {
    expect(await findings(engine.url, rule)).toEqual([]);
  });

  it('adds and removes a policy of a year', async () => {
    const finding = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['public', 'two years; drop'],
      profile,
    });
    expect(finding.facts.deletableBytes).toBeGreaterThan(0);
    expect(finding.advice?.deletesData).toBe(true);
  });

  it('adds a policy that deletes nothing yet to a younger one', async () => {
    const finding = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['public', 'recent'],
      profile,
    });
    expect(finding.advice?.precheck?.expect).toMatch(/^0 — /);
  });

  it('takes a chunk of ten years for no more than the most that eleven days of rows may reach back', async () => {
    const decade = (await findings(engine.url, rule, profile)).find(({ subject }) => subject[1] === 'decade');
    expect(decade).toMatchObject({ confidence: 'low', facts: { heldSeconds: null } });
    expect(decade?.facts.leastHeldSeconds).toBeLessThan(3_600);
    expect(decade?.advice).toBeUndefined();
  });

  it('does the same on integer time', async () => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'ticks'], profile });
  });

  it('is quiet where a policy exists', async () => {
    const subjects = (await findings(engine.url, rule, profile)).map(({ subject }) => subject.at(-1));
    expect(subjects).not.toContain('retained');
  });
});
