import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { changedRows } from '../testing/changed-rows';
import { takeArtifacts } from '../testing/take-snapshot';
import rule from './lag';
import disconnected from './standby-disconnected';

let engine: Awaited<ReturnType<typeof startPostgres>>;
let standbyUrl: string;
beforeAll(async () => {
  engine = await startPostgres(15, { standby: true });
  standbyUrl = engine.standbyUrl ?? '';
});
afterAll(() => engine?.stop());

const receiverOf = async (url: string) => {
  const { artifacts } = await takeArtifacts(url, ['standby']);
  return artifacts.standby?.status === 'ok' ? artifacts.standby.rows[0]?.receiverStatus : undefined;
};

/** They give words, no SQL: what is slow or cut off is not in this server's hands. One standby tells both stories. */
describe('replication/lag on a real primary with a standby', () => {
  it('finds a standby that does not replay, on both sides, and is quiet when it has caught up', async () => {
    await expect.poll(() => receiverOf(standbyUrl), { timeout: 20_000 }).toBe('streaming');
    await expect.poll(() => findings(engine.url, rule), { timeout: 10_000 }).toEqual([]);
    await run(standbyUrl, ['SELECT pg_wal_replay_pause()']);
    await run(engine.url, ['CREATE TABLE filler AS SELECT i FROM generate_series(1, 100000) i']);
    // As if it were thirty times as much, which takes a test too long to write.
    const thirty = (url: string) =>
      findings(url, rule, {}, (real) =>
        changedRows(
          changedRows(real, 'replication', (row) => ({
            ...row,
            totalLagBytes: (row.totalLagBytes ?? 0) * 30,
          })),
          'standby',
          (row) => ({ ...row, replayLagBytes: (row.replayLagBytes ?? 0) * 30 }),
        ),
      );
    await expect.poll(() => thirty(engine.url), { timeout: 10_000 }).toHaveLength(1);
    const [there] = await thirty(engine.url);
    expect(there?.detail).toContain('not replayed');
    await expect.poll(() => thirty(standbyUrl), { timeout: 10_000 }).toHaveLength(1);
    const [here] = await thirty(standbyUrl);
    expect(here?.detail).toContain('paused');

    await run(standbyUrl, ['SELECT pg_wal_replay_resume()']);
    await expect.poll(() => thirty(standbyUrl), { timeout: 10_000 }).toEqual([]);
  });

  it('finds a standby whose primary it cannot reach, although it has all that it received', async () => {
    const look = () =>
      findings(standbyUrl, disconnected, {}, (real) =>
        changedRows(real, 'standby', (row) => ({
          ...row,
          lastReplayedTransactionAt: new Date(Date.now() - 600_000).toISOString(),
        })),
      );
    expect(await look()).toEqual([]);
    await run(standbyUrl, [`ALTER SYSTEM SET primary_conninfo = 'host=/nowhere'`, 'SELECT pg_reload_conf()']);
    await expect.poll(look, { timeout: 10_000 }).toMatchObject([{ severity: 'critical' }]);
  });
});
