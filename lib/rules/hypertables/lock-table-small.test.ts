import { describe, expect, it } from 'vitest';
import { context, NOW_MS } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { chunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { retention } from '../testing/job-rows';
import { settings } from '../testing/setting-rows';
import rule from './lock-table-small';

type Artifacts = Parameters<typeof rule.check>[0];

/** 100 + 0 + 8 + 10 + 3 and one more are 122 processes: 7,808 locks. */
const usual = {
  max_locks_per_transaction: 64,
  max_connections: 100,
  max_prepared_transactions: 0,
  max_worker_processes: 8,
  max_wal_senders: 10,
  autovacuum_max_workers: 3,
};
const check = (over: Partial<Artifacts> = {}) =>
  expectFindings(
    rule.check(
      { hypertables: [hypertable()], chunks: [], policies: [], settings: settings(usual), ...over },
      context(),
    ),
  );
/** Old chunks that take so many locks in all; nothing is being written. */
const taking = (locks: number) =>
  dailyChunks(2).map((one, at) =>
    chunk({ ...one, rangeStartUnits: 0, rangeEndUnits: 1, lockCount: at === 0 ? locks - 1 : 1 }),
  );

describe('hypertables/lock-table-small', () => {
  it('warns from a quarter of the table on, and is critical from half of it', () => {
    expect(check({ chunks: taking(1_952) })).toEqual([]);
    expect(check({ chunks: taking(1_953) })[0]).toMatchObject({ severity: 'warning', confidence: 'high' });
    expect(check({ chunks: taking(3_904) })[0]?.severity).toBe('warning');
    expect(check({ chunks: taking(3_905) })[0]?.severity).toBe('critical');
  });

  it('advises the power of two that makes it a quarter at most, and says what it takes', () => {
    expect(check({ chunks: taking(4_000) })[0]).toMatchObject({
      subject: ['max_locks_per_transaction'],
      facts: {
        lockSlots: 7_808,
        worstLocks: 4_000,
        worstLocksAhead: null,
        chunks: 2,
        locksPerTransaction: 64,
        advisedLocksPerTransaction: 256,
      },
      advice: {
        steps: [{ sql: 'ALTER SYSTEM SET "max_locks_per_transaction" = 256;' }],
        undo: [{ sql: 'ALTER SYSTEM RESET "max_locks_per_transaction";' }],
        worsens: expect.stringContaining('10 MB'),
        note: expect.stringContaining('standbys first'),
      },
    });
    const raised = settings({ ...usual, max_locks_per_transaction: 256 });
    expect(check({ chunks: taking(4_000), settings: raised })).toEqual([]);
  });

  it('judges the hypertable whose statement is the worst, not all of them together', () => {
    const hypertables = [hypertable(), hypertable({ hypertableId: 2, name: 'second' })];
    const chunks = [...taking(1_900), ...taking(1_953).map((one) => ({ ...one, hypertableId: 2 }))];
    expect(check({ hypertables, chunks })[0]).toMatchObject({
      detail: expect.stringContaining('public.second'),
      facts: { worstLocks: 1_953 },
    });
  });

  it('looks ninety days ahead, and no further than retention keeps', () => {
    const growing = dailyChunks(300).map((one) => ({ ...one, lockCount: 5 }));
    expect(check({ chunks: growing })).toEqual([]);
    const [soon] = check({ chunks: growing.map((one) => ({ ...one, lockCount: 6 })) });
    expect(soon).toMatchObject({
      severity: 'notice',
      confidence: 'medium',
      facts: { worstLocks: 1_800, worstLocksAhead: 2_340, chunks: 300 },
    });
    const kept = [retention({ afterSeconds: 300 * 86_400 })];
    expect(check({ chunks: growing.map((one) => ({ ...one, lockCount: 6 })), policies: kept })).toEqual([]);
  });

  it('does not guess how fast integer time goes', () => {
    const hypertables = [
      hypertable({ isIntegerTime: true, chunkIntervalSeconds: null, chunkIntervalUnits: 10 }),
    ];
    const chunks = dailyChunks(300).map((one) => ({
      ...one,
      lockCount: 6,
      createdAt: new Date(NOW_MS).toISOString(),
    }));
    expect(check({ hypertables, chunks })).toEqual([]);
  });

  it('counts the slots of autovacuum where 18 has them apart', () => {
    const later = settings({ ...usual, autovacuum_worker_slots: 16 });
    expect(check({ chunks: taking(4_300), settings: later })[0]?.facts.lockSlots).toBe(64 * 135);
  });

  it('does not run when a setting was not read, and does not apply without a hypertable', () => {
    const { max_wal_senders, ...fewer } = usual;
    const missing = {
      hypertables: [hypertable()],
      chunks: taking(max_wal_senders * 1_000),
      policies: [],
      settings: settings(fewer),
    };
    expect(rule.check(missing, context())).toHaveProperty('notRun');
    expect(rule.check({ ...missing, hypertables: [] }, context())).toHaveProperty('notApplicable');
  });
});
