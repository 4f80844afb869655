import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { RELOAD } from '@/lib/sql/setting';
import { findings, run } from '../testing/advice-story';
import rule from './file-error';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(14);
});
afterAll(() => engine?.stop());

/** A file is mended with an editor: no SQL, so no story. */
describe('settings/file-error on a real engine', () => {
  it('tells a change that waits for a restart from a mistake', async () => {
    await run(engine.url, ['ALTER SYSTEM SET max_connections = 90', RELOAD]);
    await expect.poll(async () => pending()).toBe(1);
    expect(await findings(engine.url, rule)).toEqual([]);

    // As a packager's start script overrules a file: the line says another value than the one in force.
    await run(engine.url, ['ALTER SYSTEM RESET max_connections', RELOAD]);
    await expect.poll(async () => pending()).toBe(0);
    const folder = (await run(engine.url, ['SHOW data_directory']))?.rows[0]?.data_directory;
    const file = join(folder, 'postgresql.conf');
    appendFileSync(file, `\nmax_connections = 91\n`);
    expect(await findings(engine.url, rule)).toEqual([]);
    appendFileSync(file, `\nwork_mem = 'lots'\n`);
    expect(await findings(engine.url, rule)).toMatchObject([
      { detail: expect.stringMatching(/^work_mem \(.*postgresql\.conf, line \d+\): /), facts: { lines: 1 } },
    ]);
    appendFileSync(file, 'no_such_setting = on\n');
    expect(await findings(engine.url, rule)).toMatchObject([
      { detail: expect.stringMatching(/^no_such_setting \(.*, line \d+\): unrecognized/) },
    ]);
  });
});

async function pending(): Promise<number> {
  const result = await run(engine.url, [
    'SELECT count(*)::int AS pending FROM pg_settings WHERE pending_restart',
  ]);
  return result?.rows[0]?.pending;
}
