import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { startPostgres } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { rehearseSetting } from '../testing/advice-story';
import { extension } from '../testing/server-rows';
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
    if (!found) throw new Error('expected a finding');
    await rehearseSetting(engine.url, found, 'shared_preload_libraries');
  });
});
