import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './chunk-interval-too-small';

let engine: Awaited<ReturnType<typeof startTimescale>>;

const table = (name: string, interval: string) =>
  `CREATE TABLE ${name} (time timestamptz NOT NULL, host int NOT NULL, value float8)
     WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '${interval}', tsdb.columnstore = false)`;
const fill = (name: string, count: number, every: string) =>
  `INSERT INTO ${name} SELECT now() - i * INTERVAL '${every}', i % 7, i FROM generate_series(1, ${count}) i`;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    table(`"beat's"`, '10 minutes'),
    fill(`"beat's"`, 240, '5 minutes'),
    `SELECT add_retention_policy('"beat''s"', INTERVAL '4 days')`,
    table('spread', '1 hour'),
    `SELECT add_dimension('spread', by_range('host', 3))`,
    fill('spread', 800, '10 minutes'),
    table('source', '1 day'),
    fill('source', 300, '1 minute'),
    `CREATE MATERIALIZED VIEW minutely WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 minute', time) AS bucket, avg(value) FROM source GROUP BY 1 WITH NO DATA`,
    `SELECT set_chunk_time_interval('minutely', INTERVAL '2 minutes')`,
    `CALL refresh_continuous_aggregate('minutely', NULL, NULL)`,
    `CREATE TABLE ticks (tick integer NOT NULL, value int)`,
    `SELECT create_hypertable('ticks', by_range('tick', 10))`,
    `INSERT INTO ticks SELECT i, i FROM generate_series(0, 1200) i`,
    table('few', '10 minutes'),
    fill('few', 90, '10 minutes'),
    table('converted', '10 minutes'),
    fill('converted', 120, '10 minutes'),
    `ALTER TABLE converted SET (timescaledb.enable_columnstore)`,
    `CALL add_columnstore_policy('converted', after => INTERVAL '15 minutes')`,
  ]);
});
afterAll(() => engine?.stop());

describe('hypertables/chunk-interval-too-small on a real engine', () => {
  it('finds what is small and many, and what its policies let grow', async () => {
    const found = await findings(engine.url, rule);
    expect(found.map(({ subject }) => subject.at(-1))).toEqual(["beat's", 'minutely', 'spread', 'ticks']);
  });

  it('gives a hypertable longer chunks, a tenth of its retention at most', async () => {
    const finding = await tellAdviceStory({ url: engine.url, rule, subject: ['public', "beat's"] });
    expect(finding.facts).toMatchObject({
      chunkIntervalSeconds: 600,
      advisedIntervalSeconds: 1_200,
      targetIntervalSeconds: 6 * 3_600,
    });
  });

  it.each(['spread', 'minutely', 'ticks'])('sets and restores the interval of %s', async (name) => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', name] });
  });

  it('advises an interval that new chunks really get', async () => {
    const sql = (await findings(engine.url, rule))[0]?.advice?.steps[0]?.sql ?? '';
    await run(engine.url, [sql, `INSERT INTO "beat's" VALUES (now() + INTERVAL '3 days', 1, 1)`]);
    const widths = await run(engine.url, [
      `SELECT extract(epoch FROM range_end - range_start)::int AS seconds FROM timescaledb_information.chunks
          WHERE hypertable_name = 'beat''s' ORDER BY range_end DESC LIMIT 1`,
    ]);
    expect(widths?.rows).toEqual([{ seconds: 1_200 }]);
  });
});
