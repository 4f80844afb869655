import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './foreign-key-unindexed';

const profile = { byteThresholdRatio: 0.000_1 };

describe.each([13, 18])('indexes/foreign-key-unindexed on PostgreSQL %i', (major) => {
  let engine: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    engine = await freshDatabase(major);
    await run(engine.url, [
      'CREATE TABLE people (id int, shop int, PRIMARY KEY (id, shop))',
      'INSERT INTO people SELECT i, i % 3 FROM generate_series(1, 500) i',
      'CREATE TABLE orders (id int PRIMARY KEY, "the person" int, shop int, FOREIGN KEY ("the person", shop) REFERENCES people)',
      'INSERT INTO orders SELECT i, i, i % 3 FROM generate_series(1, 500) i',
      'CREATE TABLE indexed (LIKE orders, FOREIGN KEY ("the person", shop) REFERENCES people)',
      'CREATE INDEX any_order ON indexed (shop, "the person", id)',
      'INSERT INTO indexed SELECT * FROM orders',
      'CREATE TABLE parted (id int, "the person" int, shop int, FOREIGN KEY ("the person", shop) REFERENCES people) PARTITION BY RANGE (id)',
      'CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (300)',
      'CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (300) TO (600)',
      'INSERT INTO parted SELECT * FROM orders',
      'INSERT INTO people VALUES (1000, 1)',
      'DELETE FROM people WHERE id = 1000',
      'VACUUM ANALYZE people, orders, indexed, parted',
      // Until 14 the statistics of a session arrive a moment later.
      'SELECT pg_sleep(1.2)',
    ]);
  });
  afterAll(() => engine?.stop());

  it('finds those that no index serves, in whatever order', async () => {
    const found = await findings(engine.url, rule, profile);
    expect(
      found.map(({ subject, severity, facts }) => [subject[1], severity, facts.referencedDeletes]),
    ).toEqual([
      ['orders', 'warning', 1],
      ['parted', 'warning', 1],
    ]);
  });

  it.each(['orders', 'parted'])('builds the index of %s, and takes it away', async (table) => {
    const found = await findings(engine.url, rule, profile);
    const subject = found.find((one) => one.subject[1] === table)?.subject ?? [];
    await tellAdviceStory({ url: engine.url, rule, subject, profile });
  });
});
