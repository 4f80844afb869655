import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings, tellAdviceStory } from '../testing/advice-story';
import { timescale } from '../testing/context';
import rule from './default-unsuited';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(17);
});
afterAll(() => engine?.stop());

/** The native packages have no TimescaleDB, which `jit` is about. */
const beside = (real: Snapshot) => ({ ...real, server: { ...real.server, timescale: timescale() } });

describe('settings/default-unsuited on a real engine', () => {
  it('finds what PostgreSQL 17 begins with', async () => {
    const names = (await findings(engine.url, rule, {}, beside)).map(({ subject }) => subject[0]);
    expect(names.slice(0, 3)).toEqual(['random_page_cost', 'effective_io_concurrency', 'jit']);
  });

  it.each(['random_page_cost', 'effective_io_concurrency', 'jit'])(
    'changes %s by a reload, and takes it back',
    async (name) => {
      // jit's way back writes the default, since our guards hide where it came from.
      await tellAdviceStory({ url: engine.url, rule, subject: [name], beside });
    },
  );
});
