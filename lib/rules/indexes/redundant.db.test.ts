import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './redundant';

let engine: Awaited<ReturnType<typeof freshDatabase>>;
const profile = { byteThresholdRatio: 0.000_1 };

beforeAll(async () => {
  engine = await freshDatabase(17);
  await run(engine.url, [
    'CREATE TABLE orders (id int, customer int, at date, PRIMARY KEY (customer, id))',
    'CREATE INDEX "odd ""index" ON orders (customer)',
    'CREATE INDEX by_day ON orders (at, customer)',
    'CREATE INDEX by_id ON orders (id)',
    `INSERT INTO orders SELECT i, i / 2, date '2026-01-01' + i % 300 FROM generate_series(1, 2000) i`,
    'VACUUM ANALYZE orders',
  ]);
});
afterAll(() => engine?.stop());

describe('indexes/redundant on a real engine', () => {
  it('finds what the primary key begins with, and not what it ends with', async () => {
    const found = await findings(engine.url, rule, profile);
    expect(found.map(({ subject }) => subject.at(-1))).toEqual(['odd "index']);
  });

  it('plants, finds, applies, verifies and undoes', async () => {
    const subject = ['public', 'orders', 'odd "index'];
    await tellAdviceStory({ url: engine.url, rule, subject, profile });
  });
});
