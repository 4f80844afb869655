import { afterAll, beforeAll, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import rule from './superusers-many';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(16);
});
// Roles belong to the whole server, which other tests share.
afterAll(async () => {
  if (database) await run(database.url, ['DROP ROLE IF EXISTS "su""per a"', 'DROP ROLE IF EXISTS super_b']);
  await database?.stop();
});

it('plants, finds, applies, verifies and undoes', async () => {
  await run(database.url, ['CREATE ROLE "su""per a" LOGIN SUPERUSER', 'CREATE ROLE super_b LOGIN SUPERUSER']);
  await tellAdviceStory({ url: database.url, rule, subject: ['su"per a'] });
});
