import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import type { Profile } from '../rule';
import { context, NOW_MS, server, trend } from '../testing/context';
import { settings } from '../testing/setting-rows';
import { SINGLE_SNAPSHOT, trendsOf } from '../trends';
import rule from './max-wal-size-small';

const GIB = 1_073_741_824;
const hoursAgo = (hours: number) => new Date(NOW_MS - hours * 3_600_000).toISOString();
const counters = (over: Partial<Row<'checkpoints'>> = {}): Row<'checkpoints'> => ({
  timed: 3,
  requested: 4,
  done: null,
  writeSeconds: 1,
  syncSeconds: 1,
  buffersWritten: 1,
  buffersCleaned: 0,
  maxWrittenCleaned: 0,
  backendWrites: 0,
  backendSyncs: 0,
  buffersAllocated: 1,
  statsResetAt: hoursAgo(6),
  ...over,
});
const wal = (generatedBytes: number, hours = 6): Row<'wal'> => ({
  serverClockAt: new Date(NOW_MS).toISOString(),
  epoch: 'a',
  positionBytes: 1,
  records: 1,
  fullPageImages: 1,
  generatedBytes,
  buffersFull: 0,
  writes: 1,
  syncs: 1,
  writeSeconds: 0,
  syncSeconds: 0,
  statsResetAt: hoursAgo(hours),
  files: 1,
  directoryBytes: 1,
});
const rows = settings({ max_wal_size: 1_024, checkpoint_timeout: 300 }).map((row) => ({
  ...row,
  unit: row.name === 'max_wal_size' ? 'MB' : 's',
  context: 'sighup',
}));
const run = (
  over: Partial<Row<'checkpoints'>> = {},
  written: Row<'wal'>[] | null = null,
  facts: Parameters<typeof server>[0] = {},
  trends = trendsOf(SINGLE_SNAPSHOT),
  profile: Profile = {},
) =>
  rule.check(
    { settings: rows, checkpoints: [counters(over)], wal: written },
    context({ server: server(facts), trends, profile }),
  );

describe('settings/max-wal-size-small', () => {
  it('is quiet while most checkpoints come in time, or there were few', () => {
    expect(run({ timed: 4, requested: 4 })).toEqual([]);
    expect(run({ timed: 0, requested: 5 })).toEqual([]);
    expect(run({ timed: 0, requested: 6 })).toHaveLength(1);
  });

  it('goes no further than half of the disk, and says so where that leaves nothing to raise', () => {
    const on = (diskBytes: number) =>
      run({}, [wal(72 * 5 * GIB)], {}, trendsOf(SINGLE_SNAPSHOT), { diskBytes });
    expect(on(100 * GIB)).toMatchObject([{ facts: { advisedBytes: 10 * GIB } }]);
    expect(on(8 * GIB)).toMatchObject([
      {
        facts: { advisedBytes: 4 * GIB },
        advice: { steps: [{ sql: 'ALTER SYSTEM SET "max_wal_size" = 4096;' }, {}, {}] },
        impact: { basis: expect.stringContaining('no more than half of the disk') },
      },
    ]);
    const [full] = [on(2 * GIB)].flat();
    expect(full).toMatchObject({
      title: expect.stringMatching(/^Make room for the log/),
      facts: { maxWalBytes: GIB, advisedBytes: null },
      detail: expect.stringMatching(/It should be 10\sGiB/),
    });
    expect(full).not.toHaveProperty('advice');
  });

  it('doubles it where more than half were requested', () => {
    expect(run()).toMatchObject([
      {
        subject: ['max_wal_size'],
        severity: 'warning',
        confidence: 'medium',
        facts: {
          requested: 4,
          timed: 3,
          windowSeconds: 21_600,
          maxWalBytes: GIB,
          advisedBytes: 2 * GIB,
          walBytesPerInterval: null,
        },
        advice: {
          steps: [
            { sql: 'ALTER SYSTEM SET "max_wal_size" = 2048;' },
            { sql: 'SELECT pg_reload_conf();' },
            { sql: `SELECT pg_stat_reset_shared('checkpointer');` },
          ],
          verify: { expect: '2048 — in a new session' },
        },
      },
    ]);
  });

  it('follows the log that is really written', () => {
    // 720 GiB in six hours are 10 GiB in five minutes.
    expect(run({}, [wal(720 * GIB)])).toMatchObject([
      { facts: { walBytesPerInterval: 10 * GIB, advisedBytes: 20 * GIB } },
    ]);
    expect(run({}, [wal(1)])).toMatchObject([{ facts: { advisedBytes: 2 * GIB } }]);
  });

  it('takes the log of less than an hour for no rate', () => {
    expect(run({}, [wal(720 * GIB, 0.99)])).toMatchObject([
      { facts: { walBytesPerInterval: null, advisedBytes: 2 * GIB } },
    ]);
    expect(run({}, [wal(120 * GIB, 1)])).toMatchObject([{ facts: { walBytesPerInterval: 10 * GIB } }]);
  });

  describe('with six hours of history', () => {
    const six = { hours: 6, windowSeconds: 21_600 } as const;
    const watched = (requested: number, timed: number, walBytesPerSecond = 0) =>
      trendsOf([
        trend('requestedCheckpointsPerSecond', requested / 21_600, six),
        trend('timedCheckpointsPerSecond', timed / 21_600, six),
        trend('walBytesPerSecond', walBytesPerSecond, six),
      ]);
    const judged = (trends: ReturnType<typeof watched>, over: Partial<Row<'checkpoints'>> = {}) =>
      run(over, null, {}, trends);

    it('judges by them, whatever was counted before', () => {
      const bulkLoadOfOnce = { requested: 1_000, timed: 10, statsResetAt: hoursAgo(5_000) };
      expect(judged(watched(0, 72), bulkLoadOfOnce)).toEqual([]);
      const fineForMonths = { requested: 10, timed: 9_000, statsResetAt: hoursAgo(5_000) };
      expect(judged(watched(40, 20), fineForMonths)).toMatchObject([
        { severity: 'warning', facts: { requested: 40, timed: 20, windowSeconds: 21_600 } },
      ]);
      expect(judged(watched(36, 36))).toEqual([]);
      expect(judged(watched(5, 0))).toEqual([]);
      expect(judged(watched(6, 0), { statsResetAt: null })).toHaveLength(1);
    });

    it('begins anew with the counters, which the advice resets: nothing is found again for what was before', () => {
      const advised = { requested: 0, timed: 12, statsResetAt: hoursAgo(1) };
      expect(judged(watched(40, 20), advised)).toEqual([]);
      expect(judged(watched(40, 20), { ...advised, statsResetAt: hoursAgo(0.5) })).toMatchObject({
        isWaiting: true,
      });
      expect(judged(watched(40, 20), { ...advised, requested: 20 })).toMatchObject([
        { severity: 'notice', facts: { requested: 20, windowSeconds: 3_600 } },
      ]);
    });

    it('follows the log that was written meanwhile', () => {
      // 10 GiB in the five minutes between two checkpoints.
      expect(judged(watched(40, 20, (10 * GIB) / 300))).toMatchObject([
        { facts: { walBytesPerInterval: 10 * GIB, advisedBytes: 20 * GIB } },
      ]);
    });

    it('goes by the counters where they were not watched for long enough', () => {
      const young = trendsOf([
        trend('requestedCheckpointsPerSecond', 0, { hours: 6, watchedHours: 2 }),
        trend('timedCheckpointsPerSecond', 1, { hours: 6, watchedHours: 2 }),
      ]);
      expect(judged(young)).toMatchObject([{ facts: { requested: 4, timed: 3 } }]);
    });
  });

  it('resets the counters where that major keeps them', () => {
    const result = run({}, null, { major: 16 });
    expect('length' in result && result[0]?.advice?.steps[2]?.sql).toBe(
      `SELECT pg_stat_reset_shared('bgwriter');`,
    );
  });

  it('needs an hour, and to know that it was; it warns after six', () => {
    expect(run({ statsResetAt: hoursAgo(0.99) })).toHaveProperty('notRun');
    expect(run({ statsResetAt: hoursAgo(1) })).toMatchObject([{ severity: 'notice' }]);
    expect(run({ statsResetAt: hoursAgo(5.99) })).toMatchObject([{ severity: 'notice' }]);
    expect(run({ statsResetAt: hoursAgo(6) })).toMatchObject([{ severity: 'warning' }]);
    expect(run({ statsResetAt: null })).toHaveProperty('notRun');
    expect(rule.check({ settings: [], checkpoints: [counters()], wal: null }, context())).toHaveProperty(
      'notRun',
    );
  });

  it('does not apply to a standby or to the engine of Chunkwise', () => {
    expect(run({}, null, { inRecovery: true })).toHaveProperty('notApplicable');
    expect(run({}, null, { engine: 'embedded' })).toHaveProperty('notApplicable');
  });
});
