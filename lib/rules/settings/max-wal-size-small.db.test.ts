import { afterEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './max-wal-size-small';

let engine: Awaited<ReturnType<typeof startPostgres>>;
afterEach(() => engine?.stop());

/** Counters that began just now, as if they had been counting for seven hours. */
function sevenHoursAgo(real: Snapshot): Snapshot {
  const { checkpoints } = real.artifacts;
  if (checkpoints?.status !== 'ok') throw new Error('checkpoints were not read');
  const rows = checkpoints.rows.map((row) => ({
    ...row,
    statsResetAt: new Date(Date.now() - 7 * 3_600_000).toISOString(),
  }));
  return { ...real, artifacts: { ...real.artifacts, checkpoints: { ...checkpoints, rows } } };
}

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
      const look = () => findings(engine.url, rule, {}, sevenHoursAgo);
      // The checkpointer reports its counts a moment later.
      await expect.poll(look, { timeout: 10_000 }).toHaveLength(1);
      const [found] = await look();
      expect(found?.facts.requested).toBeGreaterThanOrEqual(7);
      const { advice } = found ?? {};
      if (!advice || 'impossible' in advice.undo) throw new Error('expected advice that can be undone');
      const now = async () => Object.values((await run(engine.url, [advice.verify.sql]))?.rows[0] ?? {});
      await run(
        engine.url,
        advice.steps.map(({ sql }) => sql),
      );
      expect(await now()).toEqual(['2048']);
      await expect.poll(look, { timeout: 10_000 }).toEqual([]);
      await run(
        engine.url,
        advice.undo.map(({ sql }) => sql),
      );
      expect(await now()).toEqual(['1024']);
    },
  );
});
