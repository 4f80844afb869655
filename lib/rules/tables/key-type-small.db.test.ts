import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './key-type-small';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(13);
  await run(database.url, [
    'CREATE TABLE "odd ""name" (id serial PRIMARY KEY, note text)',
    `SELECT setval(pg_get_serial_sequence('"odd ""name"', 'id'), 1900000000)`,
    'INSERT INTO "odd ""name" (note) VALUES (1)',
    'CREATE TABLE line (order_id int REFERENCES "odd ""name", at int)',
    'INSERT INTO line SELECT id, 1 FROM "odd ""name"',
    'CREATE TABLE counted (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY)',
    `SELECT setval('counted_id_seq', 1200000000)`,
    'CREATE VIEW read AS SELECT id FROM counted',
  ]);
});
afterAll(() => database?.stop());

describe('tables/key-type-small on a real engine', () => {
  it('plants, finds, applies, verifies and undoes, with what refers to the key', async () => {
    const finding = await tellAdviceStory({
      url: database.url,
      rule,
      subject: ['public', 'odd "name', 'id'],
    });
    expect(finding.facts.referencingColumns).toBe(1);
  });

  it('sees by its precheck a view that is in the way', async () => {
    const [counted] = (await findings(database.url, rule)).filter(({ subject }) => subject[1] === 'counted');
    const { precheck, steps } = counted?.advice ?? {};
    expect((await run(database.url, [precheck?.sql ?? '']))?.rows).toEqual([{ count: '1' }]);
    await expect(run(database.url, [steps?.[0]?.sql ?? ''])).rejects.toMatchObject({ code: '0A000' });
    await run(database.url, ['DROP VIEW read']);
    await tellAdviceStory({ url: database.url, rule, subject: ['public', 'counted', 'id'] });
  });
});
