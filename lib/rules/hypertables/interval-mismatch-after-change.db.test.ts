import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './interval-mismatch-after-change';

let engine: Awaited<ReturnType<typeof startTimescale>>;
const hostile = '"odd ""read\'ings"".x"';

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string, interval: string, days: number) => [
    `CREATE TABLE ${name} (time timestamptz NOT NULL, value int)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '${interval}', tsdb.columnstore = false)`,
    `INSERT INTO ${name} SELECT now() - i * interval '1 day', i FROM generate_series(0, ${days}) i`,
  ];
  await run(engine.url, [
    ...table(hostile, '1 day', 29),
    `SELECT set_chunk_time_interval('${hostile.replace("'", "''")}', INTERVAL '7 days')`,
    ...table('events', '1 day', 29),
    `ALTER TABLE events SET (timescaledb.enable_columnstore)`,
    `SELECT compress_chunk(chunk) FROM show_chunks('events', older_than => INTERVAL '3 days') AS chunk`,
    `SELECT set_chunk_time_interval('events', INTERVAL '7 days')`,
    ...table('telemetry', '3650 days', 29),
    `SELECT set_chunk_time_interval('telemetry', INTERVAL '7 days')`,
    ...table('short_lived', '1 day', 29),
    `SELECT add_retention_policy('short_lived', INTERVAL '30 days')`,
    `SELECT set_chunk_time_interval('short_lived', INTERVAL '7 days')`,
    ...table('steady', '1 day', 29),
    `CREATE TABLE ticks (tick bigint NOT NULL, value int)`,
    `SELECT create_hypertable('ticks', by_range('tick', 1000))`,
    `INSERT INTO ticks SELECT i, i FROM generate_series(-9000, 21000, 100) i`,
    `SELECT set_chunk_time_interval('ticks', 10000)`,
  ]);
});
afterAll(() => engine?.stop());

describe('hypertables/interval-mismatch-after-change on a real engine', () => {
  it('finds the planted ones only', async () => {
    expect(
      (await findings(engine.url, rule)).map(({ subject, severity }) => `${subject[1]}: ${severity}`).sort(),
    ).toEqual(['events: notice', 'odd "read\'ings".x: notice', 'telemetry: warning', 'ticks: notice']);
  });

  it('gives no SQL for compressed chunks, which this version may damage', async () => {
    const found = await findings(engine.url, rule);
    expect(found.find(({ subject }) => subject[1] === 'events')).toMatchObject({
      detail: expect.stringContaining('issue 9655'),
    });
    expect(found.find(({ subject }) => subject[1] === 'events')?.advice).toBeUndefined();
  });

  it('merges short chunks, and every row is still there and found by its time', async () => {
    const sums = `SELECT count(*) || ' ' || sum(value) || ' ' || count(*) FILTER (WHERE time < now() - INTERVAL '20 days') AS sums FROM ${hostile}`;
    const before = (await run(engine.url, [sums]))?.rows;
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'odd "read\'ings".x'] });
    expect((await run(engine.url, [sums]))?.rows).toEqual(before);
    // Late rows go into the longer chunks.
    await run(engine.url, [
      `INSERT INTO ${hostile} SELECT now() - i * interval '1 day', 0 FROM generate_series(0, 29) i`,
    ]);
    expect(await findings(engine.url, rule)).not.toContainEqual(
      expect.objectContaining({ subject: ['public', 'odd "read\'ings".x'] }),
    );
  });

  it('does the same on integer time', async () => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'ticks'] });
  });
});
