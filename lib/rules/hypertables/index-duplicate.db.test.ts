import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './index-duplicate';

let engine: Awaited<ReturnType<typeof startTimescale>>;
const profile = { byteThresholdRatio: 0.000_1 };

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string) =>
    `CREATE TABLE ${name} (time timestamptz NOT NULL, "the device" int, note text)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`;
  const fill = (name: string, from: number, to: number) =>
    `INSERT INTO ${name} SELECT now() - i * interval '1 day', i % 7, 'note' FROM generate_series(${from}, ${to}) i`;
  const pair = (name: string, index: string, unique = '') =>
    `CREATE ${unique} INDEX ${index} ON ${name} ("the device", time DESC)`;
  await run(engine.url, [
    table('begins'),
    fill('begins', 1, 4),
    pair('begins', 'longer'),
    `CREATE INDEX "odd ""index" ON begins ("the device")`,
    'CREATE INDEX ascending ON begins (time)',
    `CREATE INDEX other_class ON begins (note text_pattern_ops)`,
    `CREATE INDEX this_class ON begins (note)`,
    table('equal'),
    fill('equal', 1, 4),
    pair('equal', 'equal_a'),
    pair('equal', 'equal_b'),
    table('mixed'),
    fill('mixed', 5, 6),
    pair('mixed', 'mixed_a'),
    pair('mixed', 'mixed_b'),
    fill('mixed', 1, 2),
    table('vouched'),
    fill('vouched', 5, 6),
    pair('vouched', 'vouched_a', 'UNIQUE'),
    pair('vouched', 'vouched_b', 'UNIQUE'),
    fill('vouched', 1, 2),
    table('shared'),
    pair('shared', 'shared_a'),
    pair('shared', 'shared_b'),
    fill('shared', 1, 4),
  ]);
});
afterAll(() => engine?.stop());
const chunksWithout = async (table: string) =>
  (
    await run(engine.url, [
      `SELECT count(*)::int AS n FROM show_chunks('${table}') c
        WHERE NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c AND i.indnkeyatts = 2)`,
    ])
  )?.rows[0].n;

describe('hypertables/index-duplicate on a real engine', () => {
  it('finds what costs something: not what chunks share, nor another operator class', async () => {
    const found = await findings(engine.url, rule, profile);
    expect(found.map(({ subject, facts }) => [subject.at(-1), facts.chunkIndexes])).toEqual([
      ['begins_time_idx', 4],
      ['odd "index', 4],
      ['equal_b', 4],
      ['mixed_b', 2],
      ['vouched_b', 2],
    ]);
  });

  it.each([
    ['begins', 'odd "index'],
    ['equal', 'equal_b'],
  ])('drops one of %s and brings it back: %s', async (table, name) => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', table, name], profile });
  });

  it('leaves no chunk without an index where newer ones share it, which a plain drop would', async () => {
    const subject = ['public', 'mixed', 'mixed_b'];
    const { advice } = await tellAdviceStory({ url: engine.url, rule, subject, profile });
    await run(engine.url, advice?.steps.map(({ sql }) => sql) ?? []);
    expect(await chunksWithout('mixed')).toBe(0);
    const unique = ['public', 'vouched', 'vouched_b'];
    const vouched = await tellAdviceStory({ url: engine.url, rule, subject: unique, profile });
    expect(vouched.advice?.steps.map(({ sql }) => sql.match(/^\w+ (?=UNIQUE|INDEX)/gm))).toEqual([
      ['DROP ', 'DROP ', 'CREATE '],
    ]);
    await run(engine.url, ['DROP INDEX shared_b']);
    expect(await chunksWithout('shared')).toBe(4);
  });
});
