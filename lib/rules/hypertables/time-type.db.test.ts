import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './time-type';

let engine: Awaited<ReturnType<typeof startTimescale>>;

/** It gives words and no SQL: what is shown here is that these words are true of the engine. */
beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string, type: string, interval: string) =>
    `CREATE TABLE ${name} (time ${type} NOT NULL, value int)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = ${interval}, tsdb.columnstore = false)`;
  await run(engine.url, [
    table('zoned', 'timestamptz', `'1 day'`),
    table('zoneless', 'timestamp', `'1 day'`),
    table('ticks', 'bigint', '1000'),
    `INSERT INTO zoneless VALUES ('2026-01-01 12:00', 1), ('2026-01-02 12:00', 1)`,
  ]);
});
afterAll(() => engine?.stop());
const found = async () => (await findings(engine.url, rule)).map(({ subject }) => subject.at(-1));

describe('hypertables/time-type on a real engine', () => {
  it('finds both, and is quiet once each is told', async () => {
    expect(await found()).toEqual(['ticks', 'zoneless']);
    const policy = `SELECT add_retention_policy('ticks', drop_after => 1000::bigint)`;
    await expect(run(engine.url, [policy])).rejects.toThrow('invalid value for parameter drop_after');
    await run(engine.url, [
      `CREATE FUNCTION now_ticks() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT extract(epoch FROM now())::bigint'`,
      `SELECT set_integer_now_func('ticks', 'now_ticks')`,
      policy,
      `ALTER TABLE zoneless ALTER COLUMN time TYPE timestamptz USING time AT TIME ZONE 'UTC'`,
    ]);
    expect(await found()).toEqual([]);
  });

  it('is refused a change of type while a chunk is in the columnstore', async () => {
    await run(engine.url, [
      `ALTER TABLE zoned SET (timescaledb.enable_columnstore)`,
      `INSERT INTO zoned VALUES ('2026-01-01 12:00Z', 1)`,
      `SELECT compress_chunk(c) FROM show_chunks('zoned') c`,
    ]);
    await expect(
      run(engine.url, [`ALTER TABLE zoned ALTER COLUMN time TYPE timestamp USING time AT TIME ZONE 'UTC'`]),
    ).rejects.toThrow(/not supported|columnstore|compress/);
  });
});
