import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { startPostgres } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { run } from '../testing/advice-story';
import { extension } from '../testing/rows';
import { takeSnapshot } from '../testing/take-snapshot';
import rule from './not-preloaded';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(17);
});
afterAll(() => engine?.stop());

/**
 * A native server has no TimescaleDB, and a restart with its library would fail; what its configuration says before
 * the restart is told as a round trip, with the extension beside it.
 */
describe('versions/not-preloaded on a real engine', () => {
  it('writes the list as a list, and takes it back', async () => {
    const real = await takeSnapshot(engine.url, ['catalog']);
    const own = real.artifacts.extensions;
    if (own?.status !== 'ok') throw new Error('extensions were not read');
    const extensions = { ...own, rows: [...own.rows, extension()] satisfies Row<'extensions'>[] };
    const [found] = runRule(
      rule,
      { ...real, artifacts: { ...real.artifacts, extensions } },
      Date.now(),
      {},
    ).findings;
    const { advice } = found ?? {};
    if (!advice || 'impossible' in advice.undo) throw new Error('expected advice that can be undone');
    const inFile = async () =>
      (
        await run(engine.url, [
          `SELECT setting FROM pg_file_settings WHERE name = 'shared_preload_libraries' AND sourcefile LIKE '%auto.conf'`,
        ])
      )?.rows;
    expect((await run(engine.url, [advice.precheck?.sql ?? '']))?.rows).toEqual([{ count: '0' }]);
    await run(
      engine.url,
      advice.steps.map(({ sql }) => sql),
    );
    expect(await inFile()).toEqual([{ setting: 'timescaledb' }]);
    expect((await run(engine.url, [advice.verify.sql]))?.rows, 'before a restart').toEqual([{ setting: '' }]);
    await run(
      engine.url,
      advice.undo.map(({ sql }) => sql),
    );
    expect(await inFile()).toEqual([]);
  });
});
