import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './view-past-row-policies';

let database: Awaited<ReturnType<typeof freshDatabase>>;
const roles = { owner: `view_owner_${Date.now()}`, reader: `view_reader_${Date.now()}` };
beforeAll(async () => {
  database = await freshDatabase(15);
});
afterAll(async () => {
  await run(database.url, [
    `DROP OWNED BY ${roles.owner}, ${roles.reader} CASCADE`,
    `DROP ROLE ${roles.owner}, ${roles.reader}`,
  ]);
  await database.stop();
});

it('plants, finds, applies, verifies and undoes: what policies bind, and what nobody else reads, is left out', async () => {
  const { owner, reader } = roles;
  await run(database.url, [
    `CREATE ROLE ${owner}`,
    `CREATE ROLE ${reader}`,
    `CREATE SCHEMA "ten""ants" AUTHORIZATION ${owner}`,
    `SET ROLE ${owner}`,
    'CREATE TABLE "ten""ants".notes (tenant text)',
    'ALTER TABLE "ten""ants".notes ENABLE ROW LEVEL SECURITY',
    'CREATE TABLE "ten""ants".forced (tenant text)',
    'ALTER TABLE "ten""ants".forced ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
    'CREATE VIEW "ten""ants"."of.owner" AS SELECT n.tenant FROM "ten""ants".notes n JOIN "ten""ants".forced f USING (tenant)',
    'CREATE VIEW "ten""ants".refused WITH (security_invoker = off) AS SELECT * FROM "ten""ants".notes',
    'CREATE VIEW "ten""ants".invoker WITH (security_invoker = on) AS SELECT * FROM "ten""ants".notes',
    'CREATE VIEW "ten""ants".bound AS SELECT * FROM "ten""ants".forced',
    'CREATE VIEW "ten""ants".private AS SELECT * FROM "ten""ants".notes',
    'GRANT SELECT ON "ten""ants"."of.owner", "ten""ants".refused TO PUBLIC',
    `GRANT SELECT ON "ten""ants".invoker, "ten""ants".bound TO ${reader}`,
    'RESET ROLE',
    'CREATE VIEW "ten""ants".superusers AS SELECT * FROM "ten""ants".forced',
    `GRANT SELECT ON "ten""ants".superusers TO ${reader}`,
  ]);
  const found = await findings(database.url, rule);
  expect(found.map(({ subject, facts }) => [subject[1], facts.tables])).toEqual([
    ['of.owner', 1],
    ['refused', 1],
    ['superusers', 1],
  ]);
  for (const { subject } of found.slice(0, 2)) await tellAdviceStory({ url: database.url, rule, subject });
});
