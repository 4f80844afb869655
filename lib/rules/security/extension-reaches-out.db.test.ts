import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './extension-reaches-out';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(17);
});
afterAll(() => database?.stop());

/** Dropping an extension takes what hangs on it along, so there is no SQL and no story. */
it('finds what is installed, until it is dropped', async () => {
  await run(database.url, ['CREATE EXTENSION file_fdw']);
  expect(await findings(database.url, rule)).toMatchObject([{ subject: ['file_fdw'] }]);
  await run(database.url, ['DROP EXTENSION file_fdw']);
  expect(await findings(database.url, rule)).toEqual([]);
});
