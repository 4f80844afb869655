import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './segmentby-missing';

let engine: Awaited<ReturnType<typeof startTimescale>>;

const profile = { byteThresholdRatio: 0.0001 };
const READINGS = '"meter ""readings"';

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string, settings = '') => [
    `CREATE TABLE ${name} (read_at bigint NOT NULL, "meter.id" int NOT NULL, kwh float8)`,
    `SELECT create_hypertable('${name}', by_range('read_at', 2000))`,
    `ALTER TABLE ${name} SET (timescaledb.enable_columnstore${settings})`,
    `INSERT INTO ${name} SELECT i, m, i % 50 FROM generate_series(1, 8000, 5) i, generate_series(1, 10) m`,
  ];
  const index = (name: string) => [`CREATE INDEX ON ${name} ("meter.id", read_at DESC)`, `ANALYZE ${name}`];
  // ANALYZE sees the rows of chunks that are not compressed: the newest stays.
  const compress = (name: string) =>
    `SELECT compress_chunk(c) FROM show_chunks('${name}', older_than => 6000) c`;
  const analyzed = (name: string, settings = '') => [
    ...table(name, settings),
    ...index(name),
    compress(name),
  ];
  await run(engine.url, [
    ...analyzed(READINGS, `, timescaledb.segmentby = '', timescaledb.orderby = 'read_at DESC'`),
    ...analyzed('segmented', `, timescaledb.segmentby = '"meter.id"', timescaledb.orderby = 'read_at DESC'`),
    ...analyzed('sorted', `, timescaledb.segmentby = '', timescaledb.orderby = '"meter.id", read_at DESC'`),
    // Left open, TimescaleDB finds the meters itself,
    ...analyzed('decided'),
    // but not with an order that is set,
    ...analyzed('half', `, timescaledb.orderby = 'read_at DESC'`),
    // nor while nothing is known.
    ...table('undecided'),
    compress('undecided'),
    ...index('undecided'),
    `CREATE FUNCTION now_reading() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 9000::bigint'`,
    `SELECT set_integer_now_func('segmented', 'now_reading')`,
    `CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS
       SELECT time_bucket(10::bigint, read_at) AS bucket, "meter.id", avg(kwh) FROM segmented GROUP BY 1, 2 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('hourly', NULL, NULL)`,
    `ALTER MATERIALIZED VIEW hourly SET (timescaledb.enable_columnstore = true, timescaledb.segmentby = '', timescaledb.orderby = 'bucket')`,
    'ANALYZE',
    `SELECT compress_chunk(c) FROM show_chunks('hourly') c`,
  ]);
});
afterAll(() => engine?.stop());

describe('columnstore/segmentby-missing on a real engine', () => {
  it('finds those that mix the meters, and not those that sort by them', async () => {
    const found = await findings(engine.url, rule, profile);
    expect(found.map(({ subject }) => subject.at(-1)).sort()).toEqual([
      'half',
      'hourly',
      'meter "readings',
      'undecided',
    ]);
  });

  it('segments integer time by a hostile name, and back', async () => {
    const finding = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['public', 'meter "readings'],
      profile,
    });
    expect(finding).toMatchObject({
      confidence: 'medium',
      facts: { valuesPerChunk: 10, rowsPerChunk: 4_000 },
    });
  });

  it('leaves open again what was left open', async () => {
    const finding = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['public', 'undecided'],
      profile,
      onlyFound: true,
    });
    expect(finding.advice?.undo).toContainEqual({
      sql: 'ALTER TABLE "public"."undecided" RESET (timescaledb.segmentby, timescaledb.orderby);',
    });
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'half'], profile });
  });

  it('does the same on a continuous aggregate', async () => {
    const finding = await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'hourly'], profile });
    expect(finding.title).toBe('Segment public.hourly by meter.id');
  });
});
