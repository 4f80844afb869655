import { afterAll, beforeAll, describe, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { RELOAD } from '@/lib/sql/setting';
import { run, tellAdviceStory } from '../testing/advice-story';
import rule from './synchronous-commit-off';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(15);
});
afterAll(() => engine?.stop());

describe('settings/synchronous-commit-off on a real engine', () => {
  it('plants, finds, applies, verifies and undoes: the server’s', async () => {
    await run(engine.url, ['ALTER SYSTEM SET synchronous_commit = off', RELOAD]);
    await tellAdviceStory({ url: engine.url, rule, subject: ['synchronous_commit'] });
  });

  it('plants, finds, applies, verifies and undoes: a database’s', async () => {
    await run(engine.url, ['ALTER DATABASE postgres SET synchronous_commit = off']);
    await tellAdviceStory({ url: engine.url, rule, subject: ['synchronous_commit', 'postgres', '*'] });
  });
});
