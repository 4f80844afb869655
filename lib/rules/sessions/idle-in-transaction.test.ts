import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { session } from '../testing/server-rows';
import rule from './idle-in-transaction';

const idle = (over: Parameters<typeof session>[0] = {}) =>
  session({
    state: 'idle in transaction',
    stateSeconds: 300,
    transactionSeconds: 310,
    locksHeld: 2,
    ...over,
  });
const check = (...sessions: readonly ReturnType<typeof session>[]) =>
  expectFindings(rule.check({ sessions, settingOverrides: [] }, context()));

describe('sessions/idle-in-transaction', () => {
  it.each([
    [299, undefined],
    [300, 'warning'],
    [899, 'warning'],
    [900, 'critical'],
  ])('after %i s', (stateSeconds, severity) => {
    expect(check(idle({ stateSeconds }))[0]?.severity).toBe(severity);
  });

  it('is quiet about sessions that hold nothing, and that are not in a transaction', () => {
    expect(check(idle({ locksHeld: 0 }), session({ stateSeconds: 9_999 }))).toEqual([]);
    expect(check(idle({ locksHeld: 0, hasWritten: true }))).toHaveLength(1);
    expect(check(idle({ locksHeld: 0, snapshotXidAge: 0 }))).toHaveLength(1);
    expect(check(idle({ state: 'idle in transaction (aborted)' }))).toHaveLength(1);
  });

  it('speaks once of each role, and counts who waits for it', () => {
    const found = check(
      idle({ pid: 1, roleName: 'app' }),
      idle({ pid: 2, roleName: 'app', stateSeconds: 1_000 }),
      idle({ pid: 3, roleName: 'it\'s "odd"' }),
      session({ pid: 4, state: 'active', blockedBy: [2] }),
    );
    expect(found.map(({ subject, facts }) => [subject, facts])).toEqual([
      [['role', 'app'], { sessions: 2, longestIdleSeconds: 1_000, locksHeld: 4, blockedSessions: 1 }],
      [['role', 'it\'s "odd"'], { sessions: 1, longestIdleSeconds: 300, locksHeld: 2, blockedSessions: 0 }],
    ]);
  });

  it('gives the way back to the timeout of now, and none where that was not read', () => {
    const scope = { databaseName: null, roleName: 'app', name: 'idle_in_transaction_session_timeout' };
    const undo = (settingOverrides: Parameters<typeof rule.check>[0]['settingOverrides']) => {
      const [finding] = expectFindings(rule.check({ sessions: [idle()], settingOverrides }, context()));
      if (!finding?.advice || 'impossible' in finding.advice.undo) return undefined;
      return finding.advice.undo[0]?.sql;
    };
    expect(undo([])).toBe('ALTER ROLE "app" RESET "idle_in_transaction_session_timeout";');
    expect(undo([{ ...scope, setting: '1h' }])).toBe(
      'ALTER ROLE "app" SET "idle_in_transaction_session_timeout" = \'1h\';',
    );
    expect(undo([{ ...scope, databaseName: 'other', setting: '2h' }])).toContain('RESET');
    expect(undo(null)).toBeUndefined();
  });
});
