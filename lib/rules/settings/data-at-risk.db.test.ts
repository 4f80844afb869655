import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { RELOAD } from '@/lib/sql/setting';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './data-at-risk';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(17);
  await run(engine.url, [
    'ALTER SYSTEM SET full_page_writes = off',
    'ALTER SYSTEM SET zero_damaged_pages = on',
    RELOAD,
  ]);
});
afterAll(() => engine?.stop());

describe('settings/data-at-risk on a real engine', () => {
  it.each(['full_page_writes', 'zero_damaged_pages'])(
    'plants, finds, applies, verifies and undoes: %s',
    async (name) => {
      await tellAdviceStory({ url: engine.url, rule, subject: [name] });
    },
  );

  it('gives no SQL for what the command line sets, as fsync of these engines', async () => {
    const found = (await findings(engine.url, rule)).find(({ subject }) => subject[0] === 'fsync');
    expect(found?.detail).toContain('The command line');
    expect(found?.advice).toBeUndefined();
  });
});
