import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './own-role-powerful';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(17);
});
// Roles belong to the whole server, which other tests share.
afterAll(async () => {
  if (database) await run(database.url, ['DROP OWNED BY watcher', 'DROP ROLE IF EXISTS watcher']);
  await database?.stop();
});

/** Looked at as the role itself, changed by a superuser: so the story is told by hand. */
it('plants, finds, applies, verifies and undoes', async () => {
  await run(database.url, [
    'CREATE ROLE watcher LOGIN',
    'GRANT pg_monitor TO watcher',
    'CREATE TABLE kept (id int)',
    'CREATE TABLE open (id int)',
    'GRANT SELECT, DELETE ON open TO watcher',
  ]);
  const url = database.url.replace('postgres://postgres@', 'postgres://watcher@');
  expect(await findings(url, rule)).toMatchObject([
    { subject: ['watcher', 'writes'], facts: { writable: 1, tables: 2 } },
  ]);
  await run(database.url, ['REVOKE DELETE ON open FROM watcher']);
  expect(await findings(url, rule)).toEqual([]);

  await run(database.url, ['GRANT pg_signal_backend TO watcher']);
  const [found] = await findings(url, rule);
  if (!found?.advice || 'impossible' in found.advice.undo) throw new Error('expected advice');
  const { precheck, steps, undo, verify } = found.advice;
  const answer = async (sql: string) => Object.values((await run(database.url, [sql]))?.rows[0] ?? {})[0];
  expect(await answer(precheck?.sql ?? '')).toBe('1');
  await run(
    database.url,
    steps.map(({ sql }) => sql),
  );
  expect(await answer(verify.sql)).toBe(verify.expect);
  expect(await findings(url, rule)).toEqual([]);
  await run(
    database.url,
    undo.map(({ sql }) => sql),
  );
  expect(await findings(url, rule)).toHaveLength(1);
});

it('says that it is a superuser', async () => {
  expect(await findings(database.url, rule)).toMatchObject([{ subject: ['postgres'], severity: 'warning' }]);
});
