import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './role-powerful';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(16);
});
// Roles belong to the whole server, which other tests share.
afterAll(async () => {
  if (database) await run(database.url, ['DROP ROLE IF EXISTS "re""porter"', 'DROP ROLE IF EXISTS readers']);
  await database?.stop();
});

it('plants, finds, applies, verifies and undoes: an attribute and a membership', async () => {
  await run(database.url, [
    'CREATE ROLE readers',
    'GRANT pg_read_all_data TO readers',
    'CREATE ROLE "re""porter" LOGIN REPLICATION IN ROLE readers',
    'GRANT pg_read_server_files TO "re""porter"',
  ]);
  const own = (await findings(database.url, rule)).filter(({ subject }) => subject[0] === 're"porter');
  expect(own.map(({ subject, advice }) => [subject[1], advice !== undefined])).toEqual([
    ['REPLICATION', true],
    ['pg_read_server_files', true],
    ['pg_read_all_data', false],
  ]);
  await tellAdviceStory({ url: database.url, rule, subject: ['re"porter', 'REPLICATION'] });
  await tellAdviceStory({ url: database.url, rule, subject: ['re"porter', 'pg_read_server_files'] });
});
