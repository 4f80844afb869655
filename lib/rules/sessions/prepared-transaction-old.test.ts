import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { preparedTransaction } from '../testing/server-rows';
import rule from './prepared-transaction-old';

const check = (over: Parameters<typeof preparedTransaction>[0]) =>
  expectFindings(rule.check({ preparedTransactions: [preparedTransaction(over)] }, context()));

describe('sessions/prepared-transaction-old', () => {
  it('is quiet where there is none', () => {
    expect(rule.check({ preparedTransactions: [] }, context())).toEqual([]);
  });

  it.each([
    [299, undefined],
    [300, 'warning'],
    [3_599, 'warning'],
    [3_600, 'critical'],
  ])('after %i s', (ageSeconds, severity) => {
    expect(check({ ageSeconds })[0]?.severity).toBe(severity);
  });

  it('names it, and leaves the decision to whoever knows', () => {
    const [finding] = check({ ageSeconds: 400, name: 'a "b"', xidAge: 7 });
    expect(finding).toMatchObject({
      subject: ['prepared', 'app', 'a "b"'],
      facts: { ageSeconds: 400, xidAge: 7 },
    });
    expect(finding).not.toHaveProperty('advice');
  });
});
