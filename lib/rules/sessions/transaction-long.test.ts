import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { session } from '../testing/server-rows';
import leftOpen from './idle-in-transaction';
import rule from './transaction-long';

const long = (over: Parameters<typeof session>[0] = {}) =>
  session({ state: 'active', transactionSeconds: 1_800, ...over });
/** The client said something twenty seconds ago. */
const talks = {
  state: 'idle in transaction',
  stateSeconds: 20,
  locksHeld: 30,
  snapshotXidAge: 3_000_000,
} as const;
const check = (...sessions: readonly ReturnType<typeof session>[]) =>
  expectFindings(rule.check({ sessions }, context()));

describe('sessions/transaction-long', () => {
  it.each([
    [1_799, undefined],
    [1_800, 'warning'],
    [7_199, 'warning'],
    [7_200, 'critical'],
  ])('after %i s', (transactionSeconds, severity) => {
    expect(check(long({ transactionSeconds }))[0]?.severity).toBe(severity);
  });

  it.each([
    [43_199, undefined],
    [43_200, 'warning'],
    [86_400, 'critical'],
  ])('after %i s where the profile says that reports are the work', (transactionSeconds, severity) => {
    const profile = { workload: 'analytics' as const };
    const found = rule.check({ sessions: [long({ transactionSeconds })] }, context({ profile }));
    expect(expectFindings(found)[0]?.severity).toBe(severity);
  });

  it.each([
    ['one that was left open, which is another rule’s', { ...talks, stateSeconds: 300 }],
    ['an idle one that holds nothing', { ...talks, locksHeld: 0, snapshotXidAge: null }],
    ['an idle session', { state: 'idle' }],
    ['autovacuum', { backendType: 'autovacuum worker' }],
    ['a receiver', { backendType: 'walsender' }],
    ['a job of TimescaleDB', { backendType: 'TimescaleDB Background Worker' }],
    ['a dump', { applicationName: 'pg_dump' }],
    ['a session outside a transaction', { transactionSeconds: null }],
  ])('is quiet about %s', (_, over) => {
    expect(check(long(over))).toEqual([]);
  });

  it('finds one whose client talks now and then, so that it is never idle for long', () => {
    const sessions = [long({ ...talks, transactionSeconds: 36_000 })];
    const [finding] = expectFindings(rule.check({ sessions }, context()));
    expect(finding).toMatchObject({
      severity: 'critical',
      facts: { longestTransactionSeconds: 36_000, snapshotXidAge: 3_000_000, locksHeld: 30 },
    });
    expect(finding?.detail).toContain('idle in transaction.');
    const twoRules = (stateSeconds: number) =>
      [rule, leftOpen].map(
        ({ check: judge }) =>
          expectFindings(
            judge({ sessions: [long({ ...talks, stateSeconds })], settingOverrides: null }, context()),
          ).length,
      );
    expect(twoRules(299.9)).toEqual([1, 0]);
    expect(twoRules(300)).toEqual([0, 1]);
    expect(check(long({ ...talks, state: 'idle in transaction (aborted)' }))).toHaveLength(1);
  });

  it('speaks once of each role, with the oldest snapshot', () => {
    const [finding, ...others] = check(
      long({ pid: 1, snapshotXidAge: 5, locksHeld: 1 }),
      long({ pid: 2, snapshotXidAge: 9, transactionSeconds: 2_000, locksHeld: 2 }),
      long({ pid: 3, roleName: 'report' }),
    );
    expect(finding).toMatchObject({
      subject: ['role', 'app'],
      facts: { sessions: 2, longestTransactionSeconds: 2_000, snapshotXidAge: 9, locksHeld: 3 },
    });
    expect(others.map(({ facts }) => facts.snapshotXidAge)).toEqual([null]);
  });
});
