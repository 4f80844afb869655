import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { takeArtifacts } from '../testing/take-snapshot';
import rule from './standby-disconnected';

let engine: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  engine = await freshDatabase(18);
});
afterAll(() => engine?.stop());

/** The story of a real standby, cut off from its primary, is told in `lag.db.test.ts`, which has one. */
describe('replication/standby-disconnected on a real engine', () => {
  it('does not apply to a primary', async () => {
    const { outcome } = runRule(rule, await takeArtifacts(engine.url, ['standby']), Date.now(), {});
    expect(outcome.status).toBe('not-applicable');
  });
});
