import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import rule from './slot-unlimited';

let engine: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  engine = await freshDatabase(18);
  await run(engine.url, [`SELECT pg_create_physical_replication_slot('any')`]);
});
afterAll(async () => {
  await run(engine.url, [`SELECT pg_drop_replication_slot('any')`]);
  await engine?.stop();
});

describe('replication/slot-unlimited on a real engine', () => {
  it('limits what slots keep, and takes the limit back', async () => {
    const found = await tellAdviceStory({ url: engine.url, rule, subject: ['max_slot_wal_keep_size'] });
    expect(found.facts.advisedBytes).toBe(10 * 1_073_741_824);
  });
});
