import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './public-schema-writable';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(14);
});
afterAll(() => database?.stop());

it('finds how PostgreSQL 14 begins, and what somebody opened: applies, verifies and undoes', async () => {
  await run(database.url, ['CREATE SCHEMA "sh""op"', 'GRANT CREATE ON SCHEMA "sh""op" TO PUBLIC']);
  expect((await findings(database.url, rule)).map(({ subject }) => subject[0])).toEqual(['public', 'sh"op']);
  await tellAdviceStory({ url: database.url, rule, subject: ['sh"op'] });
  await tellAdviceStory({ url: database.url, rule, subject: ['public'] });
});
