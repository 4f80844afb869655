import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './duplicate';

describe.each([13, 18])('indexes/duplicate on PostgreSQL %i', (major) => {
  let engine: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    engine = await freshDatabase(major);
    await run(engine.url, [
      'CREATE TABLE orders (id int PRIMARY KEY, "the customer" int, at date, note text)',
      'CREATE UNIQUE INDEX orders_again ON orders (id)',
      'CREATE INDEX first ON orders ("the customer", at DESC) INCLUDE (note) WHERE id > 3',
      'CREATE INDEX "odd ""index" ON orders ("the customer", at DESC) INCLUDE (note) WHERE id > 3',
      'CREATE INDEX backwards ON orders ("the customer" DESC, at ASC) INCLUDE (note) WHERE id > 3',
      'CREATE INDEX nearly ON orders ("the customer", at) INCLUDE (note) WHERE id > 3',
      'CREATE INDEX class ON orders (note text_pattern_ops)',
      'CREATE INDEX other_class ON orders (note)',
      'CREATE INDEX other_collation ON orders (note COLLATE "C")',
      'CREATE TABLE parted (id int, at date) PARTITION BY RANGE (at)',
      `CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`,
      'CREATE INDEX parted_a ON parted (lower(id::text))',
      'CREATE INDEX parted_b ON parted (lower(id::text))',
    ]);
  });
  afterAll(() => engine?.stop());

  it('finds what is equal, and not what is nearly', async () => {
    const found = await findings(engine.url, rule);
    expect(found.map(({ subject }) => subject.join('.'))).toEqual([
      'public.orders.first',
      'public.orders.odd "index',
      'public.orders.orders_again',
      'public.parted.parted_b',
    ]);
  });

  it.each([
    ['orders', 'odd "index'],
    ['orders', 'orders_again'],
    ['parted', 'parted_b'],
  ])('drops one of %s and brings it back: %s', async (table, name) => {
    const subject = ['public', table, name];
    await tellAdviceStory({ url: engine.url, rule, subject });
  });
});
