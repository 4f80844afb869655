import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './default-privileges-public';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(18);
});
afterAll(() => database?.stop());

it('plants, finds, applies, verifies and undoes: in a schema and in all', async () => {
  await run(database.url, [
    'CREATE SCHEMA "sh""op"',
    'ALTER DEFAULT PRIVILEGES IN SCHEMA "sh""op" GRANT SELECT ON TABLES TO PUBLIC',
    'ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO PUBLIC',
    // Everybody may call functions by PostgreSQL’s own default; this entry only says so.
    'ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO CURRENT_USER',
  ]);
  expect((await findings(database.url, rule)).map(({ subject }) => subject)).toEqual([
    ['postgres', 'sh"op', 'TABLES', 'SELECT'],
    ['postgres', '*', 'SCHEMAS', 'USAGE'],
  ]);
  await tellAdviceStory({ url: database.url, rule, subject: ['postgres', 'sh"op', 'TABLES', 'SELECT'] });
  await tellAdviceStory({ url: database.url, rule, subject: ['postgres', '*', 'SCHEMAS', 'USAGE'] });
});
