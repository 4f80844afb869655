import { describe, expect, it } from 'vitest';
import { context, secondsAgo, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { subscription } from '../testing/server-rows';
import rule from './subscription-stopped';

const look = (over: Parameters<typeof subscription>[0], more: Parameters<typeof context>[0] = {}) =>
  rule.check(
    { subscriptions: [subscription(over)] },
    context({ server: server({ isMonitor: true }), ...more }),
  );
const check = (over: Parameters<typeof subscription>[0]) => expectFindings(look(over));

describe('replication/subscription-stopped', () => {
  it('is quiet about one that runs, whatever it failed at before', () => {
    expect(check({})).toEqual([]);
    expect(check({ applyErrors: 7, tablesCopying: 3 })).toEqual([]);
  });

  it('finds one that is on and does not run, with what it failed at', () => {
    expect(
      check({ isRunning: false, applyErrors: 7, copyErrors: 1, lastMessageAt: secondsAgo(90) }),
    ).toMatchObject([
      {
        subject: ['subscription', 'orders'],
        severity: 'warning',
        confidence: 'high',
        title: 'Find out why the subscription orders does not run',
        detail: expect.stringContaining('It failed 8 times'),
        facts: { secondsSinceMessage: 90, applyErrors: 7, copyErrors: 1 },
      },
    ]);
    expect(check({ isRunning: false, applyErrors: 1 })[0]?.detail).toContain('It failed 1 time since');
  });

  it('tells one that is switched off apart', () => {
    expect(check({ isRunning: false, isEnabled: false })[0]).toMatchObject({
      title: 'Switch the subscription orders on again, or drop it',
      detail: expect.stringContaining('It is switched off'),
    });
  });

  it('does not claim what this role may not see, and what was not counted', () => {
    const [finding] = check({ isRunning: false, isEnabled: null, applyErrors: null, copyErrors: null });
    expect(finding).toMatchObject({ confidence: 'medium', facts: { applyErrors: null, copyErrors: null } });
    expect(finding?.detail).not.toContain('failed');
    expect(look({}, { server: server({ isMonitor: false }) })).toHaveProperty('notRun');
    expect(rule.check({ subscriptions: [] }, context())).toHaveProperty('notApplicable');
  });
});
