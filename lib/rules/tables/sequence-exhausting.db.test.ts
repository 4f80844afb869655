import { afterAll, beforeAll, describe, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import rule from './sequence-exhausting';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(14);
  await run(database.url, [
    'CREATE SEQUENCE "odd ""seq" AS integer',
    `CREATE TABLE orders (id bigint PRIMARY KEY DEFAULT nextval('"odd ""seq"'))`,
    `SELECT setval('"odd ""seq"', 2000000000)`,
    'CREATE SEQUENCE tiny AS smallint',
    `SELECT setval('tiny', 30000)`,
  ]);
});
afterAll(() => database?.stop());

describe('tables/sequence-exhausting on a real engine', () => {
  it.each(['odd "seq', 'tiny'])('plants, finds, applies, verifies and undoes: %s', async (name) => {
    await tellAdviceStory({ url: database.url, rule, subject: ['public', name] });
  });
});
