import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './idle-transactions-unlimited';

const NAME = 'idle_in_transaction_session_timeout';
let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(16);
});
afterAll(() => engine?.stop());

describe('settings/idle-transactions-unlimited on a real engine', () => {
  it('sees the server’s value past its own guard: finds, applies, verifies and undoes', async () => {
    await tellAdviceStory({ url: engine.url, rule, subject: [NAME] });
  });

  it('sees it in the files past a value of its own role', async () => {
    await run(engine.url, [`ALTER ROLE postgres SET ${NAME} = '30s'`]);
    expect(await findings(engine.url, rule)).toHaveLength(1);
    await run(engine.url, [`ALTER SYSTEM SET ${NAME} = '1min'`, 'SELECT pg_reload_conf()']);
    await expect.poll(() => findings(engine.url, rule)).toEqual([]);
  });
});
