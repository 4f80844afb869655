import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './primary-key-missing';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(18);
  await run(database.url, [
    'CREATE TABLE nameless AS SELECT i AS id FROM generate_series(1, 1000) i',
    'CREATE UNIQUE INDEX nameless_idx ON nameless (id)',
    'CREATE TABLE named (id int PRIMARY KEY)',
    'INSERT INTO named SELECT generate_series(1, 1000)',
    'CREATE MATERIALIZED VIEW copied AS TABLE named',
    'ANALYZE',
  ]);
});
afterAll(() => database?.stop());

/** Which columns name a row only its owner knows: there are words, and no SQL to try. */
describe('tables/primary-key-missing on a real engine', () => {
  it('finds the table that has none, and the index that could become it', async () => {
    const found = await findings(database.url, rule);
    expect(found.map(({ subject, facts }) => [...subject, facts.uniqueIndexes])).toEqual([
      ['public', 'nameless', 1],
    ]);
  });
});
