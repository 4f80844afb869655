import { afterAll, beforeAll, describe, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import rule from './disabled-on-table';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(16);
  await run(database.url, [
    `CREATE TABLE "odd ""name" (id int PRIMARY KEY) WITH (autovacuum_enabled = off, fillfactor = 90)`,
    `CREATE TABLE late (id int PRIMARY KEY) WITH (autovacuum_enabled = false)`,
    `INSERT INTO late SELECT generate_series(1, 12000)`,
    `DELETE FROM late WHERE id <= 11000`,
  ]);
});
afterAll(() => database?.stop());

describe('vacuum/disabled-on-table on a real engine', () => {
  it.each(['odd "name', 'late'])('plants, finds, applies, verifies and undoes: %s', async (name) => {
    await tellAdviceStory({ url: database.url, rule, subject: ['public', name] });
  });
});
