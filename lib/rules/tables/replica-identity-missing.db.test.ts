import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import rule from './replica-identity-missing';

const opened: Awaited<ReturnType<typeof freshDatabase>>[] = [];
afterAll(() => Promise.all(opened.map((database) => database.stop())));

/** By its name, and from 15 with its schema. */
const PUBLISHED: [number, string][] = [
  [13, 'TABLE "odd ""name"'],
  [16, 'TABLES IN SCHEMA public'],
];

describe.each(PUBLISHED)('tables/replica-identity-missing on PostgreSQL %i', (major, what) => {
  let url: string;
  beforeAll(async () => {
    const database = await freshDatabase(major);
    opened.push(database);
    url = database.url;
    await run(url, [
      'CREATE TABLE "odd ""name" (id int)',
      'INSERT INTO "odd ""name" VALUES (1)',
      `CREATE PUBLICATION changes FOR ${what}`,
    ]);
  });

  it('finds what refuses updates, applies, verifies and undoes', async () => {
    await expect(run(url, ['UPDATE "odd ""name" SET id = 2'])).rejects.toMatchObject({ code: '55000' });
    await tellAdviceStory({ url, rule, subject: ['public', 'odd "name'] });
  });
});
