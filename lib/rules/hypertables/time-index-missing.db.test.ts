import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './time-index-missing';

let engine: Awaited<ReturnType<typeof startTimescale>>;
const profile = { byteThresholdRatio: 0.000_1 };
const name = `a "hypertable" whose name takes all of PostgreSQL's bytes ø`;

beforeAll(async () => {
  engine = await startTimescale();
  const table = (quoted: string, column: string, isIndexed: boolean) => [
    `CREATE TABLE ${quoted} (${column} timestamptz NOT NULL, value int)
       WITH (tsdb.hypertable, tsdb.partition_column = ${column}, tsdb.chunk_interval = '1 day', tsdb.columnstore = false,
             tsdb.create_default_indexes = ${isIndexed})`,
    `INSERT INTO ${quoted} SELECT now() - i * interval '1 minute', i FROM generate_series(1, 2000) i`,
  ];
  await run(engine.url, [
    ...table(`"${name.replaceAll('"', '""')}"`, '"the time"', false),
    `CREATE INDEX ON "${name.replaceAll('"', '""')}" (value, "the time")`,
    ...table('usual', '"time"', true),
  ]);
});
afterAll(() => engine?.stop());

describe('hypertables/time-index-missing on a real engine', () => {
  it('finds, applies, verifies and undoes', async () => {
    expect(await findings(engine.url, rule, profile)).toHaveLength(1);
    expect(await findings(engine.url, rule)).toEqual([]);
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', name], profile });
  });
});
