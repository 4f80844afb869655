import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import underFilled from './batches-under-filled';
import ratioPoor from './ratio-poor';
import rule from './segmentby-high-cardinality';

let engine: Awaited<ReturnType<typeof startTimescale>>;

const profile = { byteThresholdRatio: 0.001 };
const TRADES = '"odd ""trades"';

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string) =>
    `CREATE TABLE ${name} (time timestamptz NOT NULL, "trade id" bigint NOT NULL, symbol text NOT NULL, price float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`;
  const fill = (name: string) =>
    `INSERT INTO ${name} SELECT now() - i * interval '30 seconds', i, 's' || i % 5, i % 100 FROM generate_series(1, 12000) i`;
  await run(engine.url, [
    table(TRADES),
    `ALTER TABLE ${TRADES} SET (timescaledb.enable_columnstore, timescaledb.segmentby = '"trade id"', timescaledb.orderby = 'time DESC NULLS LAST')`,
    fill(TRADES),
    `CREATE INDEX ON ${TRADES} (symbol, time DESC)`,
    `SELECT compress_chunk(c) FROM show_chunks('${TRADES}', older_than => interval '1 day') c`,
    table('healthy'),
    `ALTER TABLE healthy SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'symbol', timescaledb.orderby = 'time DESC')`,
    fill('healthy'),
    `SELECT compress_chunk(c) FROM show_chunks('healthy', older_than => interval '1 day') c`,
    table('planned'),
    `ALTER TABLE planned SET (timescaledb.enable_columnstore, timescaledb.segmentby = '"trade id"', timescaledb.orderby = 'time DESC')`,
    fill('planned'),
    // Its default, all columns that it groups by, is too fine.
    `CREATE MATERIALIZED VIEW minutely WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 minute', time) AS bucket, symbol, "trade id", avg(price) FROM healthy GROUP BY 1, 2, 3 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('minutely', NULL, NULL)`,
    `ALTER MATERIALIZED VIEW minutely SET (timescaledb.enable_columnstore = true, timescaledb.segmentby = 'symbol, "trade id"', timescaledb.orderby = 'bucket')`,
    // A table whose chunks are all compressed shows ANALYZE no rows.
    'ANALYZE',
    `SELECT compress_chunk(c) FROM show_chunks('minutely') c`,
  ]);
});
afterAll(() => engine?.stop());

const names = async (one: Parameters<typeof findings>[1]) =>
  (await findings(engine.url, one, profile)).map(({ subject }) => subject.at(-1)).sort();

describe('columnstore/segmentby-high-cardinality on a real engine', () => {
  it('finds the three that are too fine, alone: what follows from it is not found again', async () => {
    expect(await names(rule)).toEqual(['minutely', 'odd "trades', 'planned']);
    expect(await names(underFilled)).toEqual([]);
    expect(await names(ratioPoor)).toEqual([]);
  });

  it('changes the settings and rewrites the chunks, and back', async () => {
    const finding = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['public', 'odd "trades'],
      profile,
    });
    expect(finding).toMatchObject({ confidence: 'high', facts: { rowsPerBatch: 1 } });
    expect(finding.advice?.steps).toHaveLength(2);
    expect(Array.isArray(finding.advice?.undo)).toBe(true);
  });

  it('changes the settings alone where no chunk is compressed', async () => {
    const finding = await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'planned'], profile });
    expect(finding.confidence).toBe('medium');
    expect(finding.advice?.steps).toHaveLength(1);
  });

  it('does the same on a continuous aggregate', async () => {
    const finding = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['public', 'minutely'],
      profile,
    });
    expect(finding.title).toBe('Segment public.minutely by symbol instead of trade id');
  });

  it('leaves former chunks to batches-under-filled when only the settings were changed', async () => {
    const found = await findings(engine.url, rule, profile);
    const alter = found.find(({ subject }) => subject[1] === 'odd "trades')?.advice?.steps[0];
    await run(engine.url, [alter?.sql ?? '']);
    expect(await names(rule)).toEqual(['minutely', 'planned']);
    expect(await names(underFilled)).toEqual(['odd "trades']);
    await tellAdviceStory({
      url: engine.url,
      rule: underFilled,
      subject: ['public', 'odd "trades'],
      profile,
    });
    expect(await names(underFilled)).toEqual([]);
    expect(await names(ratioPoor)).toEqual([]);
  });
});
