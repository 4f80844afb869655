import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './chunks-frozen';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string) => [
    `CREATE TABLE ${name} (time timestamptz NOT NULL, value int)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO ${name} SELECT now() - i * interval '1 day', i FROM generate_series(1, 4) i`,
  ];
  await run(engine.url, [
    ...table('"odd ""name"'),
    ...table('usual'),
    `SELECT _timescaledb_functions.freeze_chunk(c) FROM show_chunks('"odd ""name"', older_than => INTERVAL '2 days') c`,
  ]);
});
afterAll(() => engine?.stop());

describe('hypertables/chunks-frozen on a real engine', () => {
  it('finds what was frozen, and lets it take rows again', async () => {
    expect(await findings(engine.url, rule)).toHaveLength(1);
    const late = `INSERT INTO "odd ""name" VALUES (now() - INTERVAL '4 days', 0)`;
    await expect(run(engine.url, [late])).rejects.toThrow('cannot INSERT into frozen chunk');
    const { advice } = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['public', 'odd "name'],
    });
    await run(engine.url, [...(advice?.steps.map(({ sql }) => sql) ?? []), late]);
  });
});
