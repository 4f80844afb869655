import { afterAll, beforeAll, describe, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { RELOAD } from '@/lib/sql/setting';
import { run, tellAdviceStory } from '../testing/advice-story';
import rule from './autovacuum-off';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(13);
  await run(engine.url, ['ALTER SYSTEM SET autovacuum = off', RELOAD]);
});
afterAll(() => engine?.stop());

describe('settings/autovacuum-off on a real engine', () => {
  it('plants, finds, applies, verifies and undoes', async () => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['autovacuum'] });
  });
});
