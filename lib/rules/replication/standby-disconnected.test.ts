import { describe, expect, it } from 'vitest';
import { context, secondsAgo, server, trend } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { standby } from '../testing/server-rows';
import { trendsOf } from '../trends';
import rule from './standby-disconnected';

const gone = { receiverStatus: null, lastReplayedTransactionAt: secondsAgo(120), lagSeconds: 120 };
const follower = server({ inRecovery: true });
const check = (over: Parameters<typeof standby>[0], more = {}) =>
  expectFindings(rule.check({ standby: [standby(over)] }, context({ server: follower, ...more })));

describe('replication/standby-disconnected', () => {
  it('is quiet while it streams, even when the primary is idle', () => {
    expect(check({ lastReplayedTransactionAt: secondsAgo(90_000) })).toEqual([]);
  });

  it('finds one without a receiver, although received equals replayed', () => {
    expect(check({ ...gone, replayLagBytes: 0 })[0]).toMatchObject({
      severity: 'critical',
      confidence: 'medium',
      facts: { secondsSinceReplay: 120, secondsSinceMessage: 1 },
    });
    expect(check({ ...gone, receiverStatus: 'waiting' })).toHaveLength(1);
    expect(check({ ...gone, lastReplayedTransactionAt: null })[0]?.facts.secondsSinceReplay).toBeNull();
  });

  const log = (average: number, last: number) => ({
    trends: trendsOf([trend('walBytesPerSecond', average, { last })]),
  });

  it('gives it two minutes, and leaves one alone that replays', () => {
    expect(check({ ...gone, lastReplayedTransactionAt: secondsAgo(119) })).toEqual([]);
    expect(check(gone, log(100, 100))).toEqual([]);
    const [finding] = check(gone, log(100, 0));
    expect(finding?.confidence).toBe('high');
    expect(finding?.detail).toContain('no archive feeds it');
  });

  it('leaves one alone that an archive feeds, between two files of the log too', () => {
    const fed = { ...gone, hasRestoreCommand: true, lastReplayedTransactionAt: secondsAgo(90_000) };
    expect(check(fed, log(50_000, 0))).toEqual([]);
    expect(check(fed, log(0, 0))[0]).toMatchObject({
      confidence: 'high',
      detail: expect.stringContaining('its archive brings nothing either'),
    });
    // Without history the newest commit tells.
    expect(check({ ...fed, lastReplayedTransactionAt: secondsAgo(3_599) })).toEqual([]);
    expect(check({ ...fed, lastReplayedTransactionAt: secondsAgo(3_600) })[0]?.confidence).toBe('medium');
  });

  it('does not apply to a primary, and does not know what is hidden', () => {
    expect(rule.check({ standby: [] }, context())).toHaveProperty('notApplicable');
    const blind = context({ server: server({ inRecovery: true, isMonitor: false }) });
    expect(rule.check({ standby: [standby(gone)] }, blind)).toHaveProperty('notRun');
  });
});
