import { afterEach, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { run } from '../testing/advice-story';
import { takeSnapshot } from '../testing/take-snapshot';
import rule from './max-wal-size-small';

let engine: Awaited<ReturnType<typeof startPostgres>>;
afterEach(() => engine?.stop());

/** The counters begin anew with the change, so the finding does not come back with the undo: only the size does. */
describe('settings/max-wal-size-small on a real engine', () => {
  it.each([13, 18])(
    'finds requested checkpoints on PostgreSQL %i, and raises the size by a reload',
    async (major) => {
      engine = await startPostgres(major);
      // Seven by hand stand for seven that a full log would request.
      await run(
        engine.url,
        Array.from({ length: 7 }, () => 'CHECKPOINT'),
      );
      const inSevenHours = async () =>
        runRule(rule, await takeSnapshot(engine.url, ['live', 'catalog']), Date.now() + 7 * 3_600_000, {});
      const [found] = (await inSevenHours()).findings;
      expect(found?.facts.requested).toBeGreaterThanOrEqual(7);
      const { advice } = found ?? {};
      if (!advice || 'impossible' in advice.undo) throw new Error('expected advice that can be undone');
      const now = async () => Object.values((await run(engine.url, [advice.verify.sql]))?.rows[0] ?? {});
      await run(
        engine.url,
        advice.steps.map(({ sql }) => sql),
      );
      expect(await now()).toEqual(['2048']);
      await expect.poll(async () => (await inSevenHours()).outcome.status).toBe('passed');
      await run(
        engine.url,
        advice.undo.map(({ sql }) => sql),
      );
      expect(await now()).toEqual(['1024']);
    },
  );
});
