import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './disabled-on-large';

let engine: Awaited<ReturnType<typeof startTimescale>>;
/** Ten gigabytes are a hundred kilobytes here. */
const profile = { byteThresholdRatio: 0.00001 };

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string, days = 20) => [
    `CREATE TABLE ${name} (time timestamptz NOT NULL, "dev.ice ""id""" int, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `CREATE INDEX ON ${name} ("dev.ice ""id""", time DESC)`,
    `INSERT INTO ${name} SELECT now() - i * interval '1 minute', i % 4, i FROM generate_series(0, ${days} * 1440) i`,
  ];
  await run(engine.url, [
    ...table('"lar.ge ""one"""'),
    ...table('secured'),
    'ALTER TABLE secured ENABLE ROW LEVEL SECURITY',
    ...table('exclusive'),
    'ALTER TABLE exclusive ADD EXCLUDE (time WITH =, value WITH =)',
    ...table('triggered'),
    `CREATE FUNCTION seen() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
    `CREATE TRIGGER seen AFTER DELETE ON triggered REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION seen()`,
    ...table('computed'),
    'ALTER TABLE computed ADD COLUMN twice float8 GENERATED ALWAYS AS (value * 2) STORED',
    ...table('young', 5),
    ...table('raw', 3),
    `CREATE MATERIALIZED VIEW minutely WITH (timescaledb.continuous, timescaledb.chunk_interval = '1 day') AS
       SELECT time_bucket('1 minute', time) AS bucket, "dev.ice ""id""" AS device, avg(value) FROM "lar.ge ""one""" GROUP BY 1, 2 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('minutely', NULL, NULL)`,
    `SELECT add_continuous_aggregate_policy('minutely', INTERVAL '3 days', INTERVAL '1 hour', INTERVAL '1 hour')`,
    `CREATE TABLE ticks (tick bigint NOT NULL, value int)`,
    `SELECT create_hypertable('ticks', by_range('tick', 3000))`,
    `CREATE FUNCTION now_ticks() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 30000::bigint'`,
    `SELECT set_integer_now_func('ticks', 'now_ticks')`,
    `INSERT INTO ticks SELECT i, i FROM generate_series(1, 30000) i`,
    'ANALYZE',
  ]);
});
afterAll(() => engine?.stop());

const subject = (name: string) => ['public', name];

describe('columnstore/disabled-on-large on a real engine', () => {
  it('finds what is large and old enough', async () => {
    expect((await findings(engine.url, rule, profile)).map(({ subject }) => subject.at(-1))).toEqual([
      'computed',
      'exclusive',
      'lar.ge "one"',
      'minutely',
      'secured',
      'ticks',
      'triggered',
    ]);
    expect(await findings(engine.url, rule)).toEqual([]);
  });

  it('plants, finds, applies, verifies and undoes', async () => {
    const finding = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: subject('lar.ge "one"'),
      profile,
    });
    expect(finding.advice?.steps[0]?.sql).toContain('timescaledb.segmentby = \'"dev.ice ""id"""\'');
  });

  it('does the same on integer time, and on an aggregate', async () => {
    await tellAdviceStory({ url: engine.url, rule, subject: subject('ticks'), profile });
    const finding = await tellAdviceStory({ url: engine.url, rule, subject: subject('minutely'), profile });
    expect(finding.advice?.steps[0]?.sql).toContain('timescaledb.segmentby = \'"device"\'');
  });

  it('undoes what the policy has converted meanwhile', async () => {
    const large = (await findings(engine.url, rule, profile)).find(
      ({ subject }) => subject[1] === 'lar.ge "one"',
    );
    if (!large?.advice || 'impossible' in large.advice.undo) throw new Error('no advice to undo');
    const compressed = async () =>
      Number(
        (
          await run(engine.url, [
            `SELECT count(*) FROM timescaledb_information.chunks WHERE hypertable_name = 'lar.ge "one"' AND is_compressed`,
          ])
        )?.rows[0]?.count,
      );
    await run(engine.url, [
      ...large.advice.steps.map(({ sql }) => sql),
      `DO $$ DECLARE id int; BEGIN SELECT job_id INTO id FROM timescaledb_information.jobs WHERE hypertable_name = 'lar.ge "one"'; CALL run_job(id); END $$`,
    ]);
    expect(await compressed()).toBe(large.facts.convertibleChunks);
    await run(
      engine.url,
      large.advice.undo.map(({ sql }) => sql),
    );
    expect(await compressed()).toBe(0);
    expect((await findings(engine.url, rule, profile)).map(({ subject }) => subject.at(-1))).toContain(
      'lar.ge "one"',
    );
  });

  it.each([
    ['secured', 'row security'],
    ['exclusive', 'not supported for converting'],
    ['triggered', 'transition tables not supported'],
  ])('gives no SQL for %s, to which TimescaleDB refuses it', async (name, refusal) => {
    const found = await findings(engine.url, rule, profile);
    expect(found.find(({ subject }) => subject[1] === name)).not.toHaveProperty('advice');
    await expect(
      run(engine.url, [`ALTER TABLE ${name} SET (timescaledb.enable_columnstore = true)`]),
    ).rejects.toThrow(refusal);
  });

  it('gives no SQL for a generated column, of which this version loses late values', async () => {
    const found = await findings(engine.url, rule, profile);
    expect(found.find(({ subject }) => subject[1] === 'computed')).not.toHaveProperty('advice');
    const kept = await run(engine.url, [
      'ALTER TABLE computed SET (timescaledb.enable_columnstore = true)',
      `SELECT compress_chunk(chunk) FROM show_chunks('computed') AS chunk ORDER BY 1 LIMIT 1`,
      `INSERT INTO computed (time, value) SELECT min(time) + i * interval '1 second', 1 FROM computed, generate_series(1, 3) i GROUP BY i`,
      'SELECT count(*) FILTER (WHERE twice IS NULL) > 0 AS is_lost FROM computed',
    ]);
    expect(kept?.rows[0]?.is_lost).toBe(true);
  });
});
