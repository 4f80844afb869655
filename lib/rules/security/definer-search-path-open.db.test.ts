import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './definer-search-path-open';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(13);
});
afterAll(() => database?.stop());

it('plants, finds, applies, verifies and undoes: functions and procedures, also with strange names', async () => {
  await run(database.url, [
    'CREATE SCHEMA "sh""op"',
    `CREATE FUNCTION "sh""op"."p.ay"(amount numeric, "who is" text) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'`,
    `CREATE PROCEDURE "sh""op".settle() LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'`,
    `CREATE FUNCTION "sh""op".fixed() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT 1'`,
    `CREATE FUNCTION "sh""op".callers() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
    `CREATE FUNCTION "sh""op".other() RETURNS int LANGUAGE sql SECURITY DEFINER SET work_mem = '8MB' AS 'SELECT 1'`,
  ]);
  const found = await findings(database.url, rule);
  expect(found.map(({ subject, severity }) => [subject[1], severity])).toEqual([
    ['other()', 'critical'],
    ['p.ay(amount numeric, "who is" text)', 'critical'],
    ['settle()', 'critical'],
  ]);
  for (const { subject } of found.slice(1)) await tellAdviceStory({ url: database.url, rule, subject });
});
