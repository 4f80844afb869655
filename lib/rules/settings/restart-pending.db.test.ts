import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { RELOAD } from '@/lib/sql/setting';
import { findings, run } from '../testing/advice-story';
import rule from './restart-pending';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(18);
});
afterAll(() => engine?.stop());

/** A restart is no SQL, so there is no story of it. */
describe('settings/restart-pending on a real engine', () => {
  it('names what waits for a restart, until it is taken back', async () => {
    await run(engine.url, ['ALTER SYSTEM SET max_connections = 90', RELOAD]);
    await expect
      .poll(() => findings(engine.url, rule))
      .toMatchObject([
        {
          detail: expect.stringMatching(/^max_connections \(the files say 90\)\. The files were last read/),
          facts: { pending: 1 },
        },
      ]);
    await run(engine.url, ['ALTER SYSTEM RESET max_connections', RELOAD]);
    await expect.poll(() => findings(engine.url, rule)).toEqual([]);
  });
});
