import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import rule from './upgrade-blocked';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    'CREATE TABLE "old""s" (time timestamptz NOT NULL)',
    `SELECT create_hypertable('"old""s"', 'time', chunk_target_size => '10MB')`,
  ]);
});
afterAll(() => engine?.stop());

describe('versions/upgrade-blocked on a real engine', () => {
  it('plants, finds, applies, verifies and undoes', async () => {
    const found = await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'old"s'] });
    expect(found.facts).toEqual({ chunkTargetBytes: 10_485_760 });
    const { rows } =
      (await run(engine.url, ['SELECT chunk_target_size FROM _timescaledb_catalog.hypertable'])) ?? {};
    expect(rows, 'the undo brings back the same size').toEqual([{ chunk_target_size: '10485760' }]);
  });
});
