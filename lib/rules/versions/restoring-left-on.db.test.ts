import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './restoring-left-on';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
});
afterAll(() => engine?.stop());

describe('versions/restoring-left-on on a real engine', () => {
  it('plants, finds, applies, verifies and undoes', async () => {
    expect(await findings(engine.url, rule)).toEqual([]);
    await run(engine.url, ['SELECT timescaledb_pre_restore()']);
    const found = await tellAdviceStory({ url: engine.url, rule, subject: ['timescaledb'] });
    expect(found.detail).toContain('timescaledb.restoring is on for database postgres.');
    await run(engine.url, ['SELECT timescaledb_post_restore()']);
  });
});
