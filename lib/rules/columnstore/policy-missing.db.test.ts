import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './policy-missing';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE metrics (time timestamptz NOT NULL, device int, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `ALTER TABLE metrics SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device', timescaledb.orderby = 'time DESC')`,
    `INSERT INTO metrics SELECT now() - i * interval '1 hour', i % 4, i FROM generate_series(1, 500) i`,
    `CREATE TABLE "odd ""ticks" (tick bigint NOT NULL, value int)`,
    `SELECT create_hypertable('"odd ""ticks"', by_range('tick', 1000))`,
    `CREATE FUNCTION now_ticks() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 9000::bigint'`,
    `SELECT set_integer_now_func('"odd ""ticks"', 'now_ticks')`,
    `ALTER TABLE "odd ""ticks" SET (timescaledb.enable_columnstore)`,
    `INSERT INTO "odd ""ticks" SELECT i, i FROM generate_series(1, 9000, 10) i`,
  ]);
});
afterAll(() => engine?.stop());

describe('columnstore/policy-missing on a real engine', () => {
  it('plants, finds, applies, verifies and undoes on a timestamp hypertable', async () => {
    const finding = await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'metrics'] });
    expect(finding.facts.uncompressedChunks).toBeGreaterThanOrEqual(21);
  });

  it('says the locks that converting a chunk takes', async () => {
    expect(await locksOfConversion(engine.url)).toEqual(['AccessExclusiveLock', 'ExclusiveLock']);
    const [finding] = await findings(engine.url, rule);
    expect(finding?.advice?.note).toContain('locked Exclusive');
    expect(finding?.advice?.note).toContain('AccessExclusive for a moment at the end');
  });

  it('does the same on integer time with a hostile name', async () => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'odd "ticks'] });
  });

  it('is quiet where a policy exists', async () => {
    await run(engine.url, [`CALL add_columnstore_policy('metrics', after => INTERVAL '7 days')`]);
    expect((await findings(engine.url, rule)).map(({ subject }) => subject)).toEqual([
      ['public', 'odd "ticks'],
    ]);
  });
});

/** The exclusive ones on the chunk, as its transaction holds them at its end. */
async function locksOfConversion(url: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ mode: string }>(
      `SELECT DISTINCT l.mode
         FROM (SELECT compress_chunk(c) FROM show_chunks('metrics') c LIMIT 1) converted(chunk)
         CROSS JOIN LATERAL (SELECT * FROM pg_locks l WHERE l.relation = converted.chunk AND l.mode LIKE '%ExclusiveLock') l
        ORDER BY l.mode`,
    );
    await client.query('ROLLBACK');
    return rows.map(({ mode }) => mode);
  } finally {
    await client.end();
  }
}
