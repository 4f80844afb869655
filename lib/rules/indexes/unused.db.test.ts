import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './unused';

const profile = { byteThresholdRatio: 0.000_1 };

/** The server is seconds old: all that it counted is real, and only since when it counts is written over. */
function countedForMonths(real: Snapshot): Snapshot {
  const { databaseCounters } = real.artifacts;
  if (databaseCounters?.status !== 'ok') throw new Error('counters were not read');
  const statsResetAt = new Date(Date.now() - 60 * 86_400_000).toISOString();
  return {
    ...real,
    artifacts: {
      ...real.artifacts,
      databaseCounters: {
        ...databaseCounters,
        rows: databaseCounters.rows.map((row) => ({ ...row, statsResetAt })),
      },
    },
  };
}

describe.each([14, 18])('indexes/unused on PostgreSQL %i', (major) => {
  let engine: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    engine = await freshDatabase(major);
    await run(engine.url, [
      'CREATE TABLE people (id int PRIMARY KEY)',
      'CREATE TABLE orders (id int PRIMARY KEY, person int REFERENCES people, state int, note text) PARTITION BY RANGE (id)',
      'CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (1000)',
      'CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (1000) TO (2000)',
      'CREATE INDEX of_foreign_key ON orders (person)',
      'CREATE INDEX in_one_partition ON orders (note)',
      'CREATE INDEX in_none ON orders (state)',
      'CREATE TABLE notes (id int UNIQUE, note text)',
      'CREATE INDEX "odd ""index" ON notes (upper(note)) WHERE id > 3',
      'CREATE INDEX scanned ON notes (note)',
      `INSERT INTO notes SELECT i, 'note ' || i FROM generate_series(1, 1500) i`,
      `INSERT INTO orders SELECT i, NULL, i, 'note ' || i FROM generate_series(1, 1500) i`,
      'VACUUM ANALYZE notes, orders',
      'SET enable_seqscan = off',
      `SELECT FROM orders WHERE id < 1000 AND note = 'note 3'`,
      `SELECT FROM notes WHERE note = 'note 3'`,
      // Until 14 the statistics of a session arrive a moment later.
      'SELECT pg_sleep(1.2)',
    ]);
  });
  afterAll(() => engine?.stop());

  it('judges partitions together, and keeps what guards rows or a foreign key', async () => {
    const found = await findings(engine.url, rule, profile, countedForMonths);
    expect(found.map(({ subject }) => subject.at(-1))).toEqual(['odd "index', 'in_none']);
  });

  it.each([
    ['notes', 'odd "index'],
    ['orders', 'in_none'],
  ])('drops one of %s and brings it back: %s', async (table, name) => {
    const subject = ['public', table, name];
    await tellAdviceStory({ url: engine.url, rule, subject, profile, beside: countedForMonths });
  });

  it('does not run on a server that has counted for seconds', async () => {
    await expect(findings(engine.url, rule, profile)).rejects.toThrow(/counted for .* only/);
  });
});
