import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { startPostgres } from '@/lib/embedded/test-engines';
import { tellAdviceStory } from '../testing/advice-story';
import { snapshotOf } from '../testing/context';
import { dailyChunks } from '../testing/hypertable-rows';
import rule from './autovacuum-slow-for-chunks';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(18);
});
afterAll(() => engine?.stop());

/** The engine with TimescaleDB has no autovacuum, and the one that has it no chunks: they are laid beside. */
const beside = (real: Snapshot) => ({
  ...real,
  artifacts: { ...real.artifacts, ...snapshotOf({ chunks: dailyChunks(1_001) }).artifacts },
});

describe('settings/autovacuum-slow-for-chunks on a real engine', () => {
  it.each(['autovacuum_max_workers', 'autovacuum_naptime'])(
    'plants, finds, applies, verifies and undoes: %s',
    async (name) => {
      const found = await tellAdviceStory({ url: engine.url, rule, subject: [name], beside });
      // From PostgreSQL 18 both count after a reload.
      expect(found.advice?.steps).toHaveLength(2);
    },
  );
});
