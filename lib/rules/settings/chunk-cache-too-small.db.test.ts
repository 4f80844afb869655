import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { rehearseSetting } from '../testing/advice-story';
import { snapshotOf } from '../testing/context';
import { dailyChunks, hypertable } from '../testing/hypertable-rows';
import { takeSnapshot } from '../testing/take-snapshot';
import rule from './chunk-cache-too-small';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
});
afterAll(() => engine?.stop());

/** This engine reads its configuration at its start only: the file is told as a round trip, the settings are real. */
describe('settings/chunk-cache-too-small on a real engine', () => {
  it('does not apply to the engine of Chunkwise, and reads and writes TimescaleDB’s own settings', async () => {
    const real = await takeSnapshot(engine.url, ['catalog', 'standard']);
    expect(runRule(rule, real, Date.now(), {}).outcome.status).toBe('not-applicable');
    const many = snapshotOf({ hypertables: [hypertable()], chunks: dailyChunks(1_025) }).artifacts;
    const asServer = {
      ...real,
      server: { ...real.server, engine: 'server' as const },
      artifacts: { ...real.artifacts, ...many },
    };
    const [found] = runRule(rule, asServer, Date.now(), {}).findings;
    expect(found?.facts).toMatchObject({ cachedChunks: 1_024, openChunks: 1_024, mostChunks: 1_025 });
    if (!found) throw new Error('expected a finding');
    await rehearseSetting(engine.url, found, 'timescaledb.max_cached_chunks_per_hypertable');
  });
});
