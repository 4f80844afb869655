import { afterAll, beforeAll, describe, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import rule from './unlogged';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(15);
  await run(database.url, [
    'CREATE UNLOGGED TABLE "odd ""name" (id int PRIMARY KEY, parent int REFERENCES "odd ""name")',
  ]);
});
afterAll(() => database?.stop());

describe('tables/unlogged on a real engine', () => {
  it('plants, finds, applies, verifies and undoes', async () => {
    await tellAdviceStory({ url: database.url, rule, subject: ['public', 'odd "name'] });
  });
});
