import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings, rehearseSetting, tellAdviceStory } from '../testing/advice-story';
import rule from './memory-unfit';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(18);
});
afterAll(() => engine?.stop());

const profile = { memoryBytes: 16 * 1_024 ** 3 };

describe('settings/memory-unfit on a real engine', () => {
  it('finds PostgreSQL’s defaults too small for 16 GiB', async () => {
    const found = await findings(engine.url, rule, profile);
    expect(found.map(({ subject }) => subject[0])).toEqual([
      'shared_buffers',
      'effective_cache_size',
      'maintenance_work_mem',
      'work_mem',
    ]);
    const [buffers] = found;
    if (!buffers) throw new Error('expected a finding');
    // What counts after a restart only is looked at in the file.
    await rehearseSetting(engine.url, buffers, 'shared_buffers');
  });

  it.each(['effective_cache_size', 'maintenance_work_mem', 'work_mem'])(
    'raises %s by a reload, and takes it back',
    async (name) => {
      await tellAdviceStory({ url: engine.url, rule, subject: [name], profile });
    },
  );
});
