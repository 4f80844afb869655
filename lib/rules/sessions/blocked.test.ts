import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { session } from '../testing/server-rows';
import rule from './blocked';

const waiting = (pid: number, waitSeconds: number, ...blockedBy: number[]) =>
  session({ pid, state: 'active', waitSeconds, waitsFor: 'RowExclusiveLock on shop.orders', blockedBy });
const check = (...sessions: readonly ReturnType<typeof session>[]) =>
  expectFindings(rule.check({ sessions }, context()));

describe('sessions/blocked', () => {
  it('waits a minute before it speaks', () => {
    expect(check(waiting(1, 60, 9))).toEqual([]);
    expect(check(waiting(1, 61, 9))[0]).toMatchObject({
      severity: 'warning',
      subject: ['locks'],
      facts: { blockedSessions: 1, longestWaitSeconds: 61 },
    });
  });

  it('is critical from three sessions of more than five minutes on', () => {
    expect(check(waiting(1, 301, 9), waiting(2, 301, 9), waiting(3, 300, 9))[0]?.severity).toBe('warning');
    expect(check(waiting(1, 301, 9), waiting(2, 301, 9), waiting(3, 301, 9))[0]?.severity).toBe('critical');
  });

  it('names who is in the way of all, not who only waits too', () => {
    const idle = session({
      pid: 9,
      state: 'idle in transaction',
      transactionSeconds: 500,
      roleName: 'batch',
    });
    const [finding] = check(waiting(1, 400, 2), waiting(2, 100, 9), idle);
    expect(finding?.facts).toMatchObject({ rootProcess: 9, blockerTransactionSeconds: 500 });
    expect(finding?.detail).toContain('process 9 of batch');
    expect(finding?.detail).toContain('does nothing');
  });

  it('knows prepared transactions, circles, and processes that are gone', () => {
    expect(check(waiting(1, 100, 0))[0]?.detail).toContain('prepared transaction');
    expect(check(waiting(1, 100, 2), waiting(2, 100, 1))).toHaveLength(1);
    expect(check(waiting(1, 100, 77))[0]?.detail).toContain('gone');
  });
});
