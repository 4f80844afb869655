import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings } from '../testing/advice-story';
import { takeArtifacts } from '../testing/take-snapshot';
import rule from './sessions-plain';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(18);
});
afterAll(() => database?.stop());

/** These engines listen on a socket only, so no session comes from elsewhere: what is one is the unit test's matter. */
it('counts no session of this machine', async () => {
  expect(await findings(database.url, rule)).toEqual([]);
  const { sessionEncryption } = (await takeArtifacts(database.url, ['sessionEncryption'])).artifacts;
  expect(sessionEncryption).toMatchObject({ status: 'ok', rows: [{ remote: 0, remotePlain: 0 }] });
});
