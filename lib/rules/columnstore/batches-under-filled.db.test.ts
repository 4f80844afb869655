import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './batches-under-filled';

let engine: Awaited<ReturnType<typeof startTimescale>>;

const profile = { byteThresholdRatio: 0.001 };

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string, segmentBy: string) => [
    `CREATE TABLE ${name} (time timestamptz NOT NULL, device int NOT NULL, "ki ""nd" int NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `ALTER TABLE ${name} SET (timescaledb.enable_columnstore, timescaledb.segmentby = '${segmentBy}', timescaledb.orderby = 'time DESC')`,
    `INSERT INTO ${name} SELECT now() - i * interval '20 seconds', i % 20, i / 20 % 20, i % 100 FROM generate_series(1, 20000) i`,
    `CREATE INDEX ON ${name} (device, time DESC)`,
    `SELECT compress_chunk(c) FROM show_chunks('${name}', older_than => interval '1 day') c`,
  ];
  await run(engine.url, [
    ...table('"sig.nals"', 'device, "ki ""nd"'),
    ...table('healthy', 'device'),
    `CREATE MATERIALIZED VIEW minutely WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 minute', time) AS bucket, device, "ki ""nd", avg(value) FROM healthy GROUP BY 1, 2, 3 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('minutely', NULL, NULL)`,
    // Its default are all columns that it groups by.
    `ALTER MATERIALIZED VIEW minutely SET (timescaledb.enable_columnstore = true, timescaledb.segmentby = 'device, "ki ""nd"', timescaledb.orderby = 'bucket')`,
    `SELECT compress_chunk(c) FROM show_chunks('minutely') c`,
    'ANALYZE',
  ]);
});
afterAll(() => engine?.stop());

describe('columnstore/batches-under-filled on a real engine', () => {
  it('finds those with too many combinations only', async () => {
    const found = await findings(engine.url, rule, profile);
    expect(found.map(({ subject }) => subject.at(-1)).sort()).toEqual(['minutely', 'sig.nals']);
  });

  it('segments by the one column that fills batches, and back', async () => {
    const finding = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['public', 'sig.nals'],
      profile,
    });
    expect(finding.facts.rowsPerBatch).toBeLessThan(12);
    expect(finding.advice?.steps[0]?.sql).toContain(`timescaledb.segmentby = '"device"'`);
  });

  it('does the same on a continuous aggregate', async () => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'minutely'], profile });
  });
});
