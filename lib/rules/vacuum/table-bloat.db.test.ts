import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import rule from './table-bloat';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(17);
  await run(database.url, [
    `CREATE TABLE "odd ""name" (id int PRIMARY KEY, note text, at timestamptz)`,
    `INSERT INTO "odd ""name" SELECT i, repeat('x', 180 + i % 40), CASE WHEN i % 2 = 0 THEN now() END FROM generate_series(1, 20000) i`,
    `DELETE FROM "odd ""name" WHERE id % 10 < 7`,
    `VACUUM (ANALYZE) "odd ""name"`,
    'CREATE EXTENSION pgstattuple',
  ]);
});
afterAll(() => database?.stop());

describe('vacuum/table-bloat on a real engine', () => {
  it('estimates what pgstattuple measures, and gives it back', async () => {
    const measured = await run(database.url, [
      `SELECT free_percent / 100 AS ratio FROM pgstattuple('"odd ""name"')`,
    ]);
    const finding = await tellAdviceStory({
      url: database.url,
      rule,
      subject: ['public', 'odd "name'],
      profile: { byteThresholdRatio: 0.001 },
    });
    expect(Math.abs((finding.facts.wastedRatio ?? 0) - Number(measured?.rows[0]?.ratio))).toBeLessThan(0.03);
  });
});
