import { afterAll, beforeAll, describe, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import { withOldCounters } from '../testing/old-counters';
import rule from './queue';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(17);
  await run(database.url, [
    `CREATE TABLE "odd ""name" (id int PRIMARY KEY, state int)`,
    `INSERT INTO "odd ""name" SELECT i, 0 FROM generate_series(1, 12000) i`,
    `ANALYZE "odd ""name"`,
    `UPDATE "odd ""name" SET state = 1`,
  ]);
});
afterAll(() => database?.stop());

describe('vacuum/queue on a real engine', () => {
  it('plants, finds, applies and verifies', async () => {
    await tellAdviceStory({
      url: database.url,
      rule,
      subject: ['public', 'odd "name'],
      beside: withOldCounters,
    });
  });
});
