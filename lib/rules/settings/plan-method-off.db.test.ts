import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { RELOAD } from '@/lib/sql/setting';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './plan-method-off';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(13);
});
afterAll(() => engine?.stop());

describe('settings/plan-method-off on a real engine', () => {
  it('has nothing to say about the defaults', async () => {
    expect(await findings(engine.url, rule)).toEqual([]);
  });

  it('plants, finds, applies, verifies and undoes: for the server and for a role', async () => {
    await run(engine.url, [
      'CREATE ROLE "re""port"',
      'ALTER SYSTEM SET enable_nestloop = off',
      'ALTER ROLE "re""port" IN DATABASE postgres SET enable_hashjoin = off',
      RELOAD,
    ]);
    await tellAdviceStory({ url: engine.url, rule, subject: ['enable_nestloop'] });
    await tellAdviceStory({ url: engine.url, rule, subject: ['enable_hashjoin', 'postgres', 're"port'] });
  });
});
