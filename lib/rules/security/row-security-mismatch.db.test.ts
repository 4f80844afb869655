import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './row-security-mismatch';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(15);
});
afterAll(() => database?.stop());

it('plants, finds, applies, verifies and undoes', async () => {
  await run(database.url, [
    'CREATE TABLE "or""ders" (tenant text)',
    `CREATE POLICY own ON "or""ders" USING (tenant = current_user)`,
    'CREATE TABLE silent (id int)',
    'ALTER TABLE silent ENABLE ROW LEVEL SECURITY',
    'CREATE TABLE plain (id int)',
  ]);
  expect((await findings(database.url, rule)).map(({ subject, severity }) => [subject[1], severity])).toEqual(
    [
      ['or"ders', 'critical'],
      ['silent', 'notice'],
    ],
  );
  await tellAdviceStory({ url: database.url, rule, subject: ['public', 'or"ders'] });
});
