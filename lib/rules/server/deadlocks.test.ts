import { describe, expect, it } from 'vitest';
import { context, trend } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { databaseCounters } from '../testing/server-rows';
import { trendsOf } from '../trends';
import rule from './deadlocks';

const on = (perHour: number, usual: number | null = null) =>
  rule.check(
    { databaseCounters: [databaseCounters()] },
    context({ trends: trendsOf([trend('deadlocksPerSecond', perHour / 3_600, { usual })]) }),
  );

describe('server/deadlocks', () => {
  it.each([
    [0, undefined],
    [5, undefined],
    [6, 'warning'],
    [300, 'warning'],
    [301, 'critical'],
  ])('%i an hour', (perHour, severity) => {
    expect(expectFindings(on(perHour))[0]?.severity).toBe(severity);
  });

  it('tells what is usual, where that is known', () => {
    expect(expectFindings(on(10, 2 / 3_600))[0]?.facts).toEqual({ deadlocksPerHour: 10, usualPerHour: 2 });
    expect(expectFindings(on(10))[0]?.facts.usualPerHour).toBeNull();
  });

  it('does not know what was not watched', () => {
    expect(rule.check({ databaseCounters: [databaseCounters()] }, context())).toHaveProperty('notRun');
  });
});
