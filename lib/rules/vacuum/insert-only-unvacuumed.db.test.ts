import { afterAll, beforeAll, describe, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import { withOldCounters } from '../testing/old-counters';
import rule from './insert-only-unvacuumed';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(18);
  await run(database.url, [
    'CREATE TABLE events (id bigint PRIMARY KEY)',
    'VACUUM events',
    'INSERT INTO events SELECT generate_series(1, 20000)',
  ]);
});
afterAll(() => database?.stop());

describe('vacuum/insert-only-unvacuumed on a real engine', () => {
  it('plants, finds, applies and verifies', async () => {
    await tellAdviceStory({
      url: database.url,
      rule,
      subject: ['public', 'events'],
      beside: withOldCounters,
    });
  });
});
