import { describe, expect, it } from 'vitest';
import { context, trend } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { databaseCounters } from '../testing/server-rows';
import { trendsOf } from '../trends';
import rule from './rollbacks-high';

const on = (rollbacks: number, all: number) =>
  rule.check(
    { databaseCounters: [databaseCounters()] },
    context({
      trends: trendsOf([trend('rollbacksPerSecond', rollbacks), trend('transactionsPerSecond', all)]),
    }),
  );

describe('server/rollbacks-high', () => {
  it('finds more than a tenth', () => {
    expect(on(1, 10)).toEqual([]);
    expect(expectFindings(on(2, 10))[0]).toMatchObject({
      severity: 'warning',
      facts: { rollbackRatio: 0.2, transactionsPerSecond: 10 },
    });
  });

  it('leaves few transactions alone', () => {
    expect(on(0.9, 0.9)).toEqual([]);
    expect(on(1, 1)).toHaveLength(1);
    expect(on(0, 0)).toEqual([]);
  });

  it('does not know what was not watched', () => {
    expect(rule.check({ databaseCounters: [databaseCounters()] }, context())).toHaveProperty('notRun');
  });
});
