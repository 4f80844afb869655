import { describe, expect, it } from 'vitest';
import { context, trend } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { databaseCounters } from '../testing/server-rows';
import { trendsOf } from '../trends';
import rule from './cache-hit-low';

const on = (hits: number, reads: number) =>
  rule.check(
    { databaseCounters: [databaseCounters()] },
    context({ trends: trendsOf([trend('blocksHitPerSecond', hits), trend('blocksReadPerSecond', reads)]) }),
  );

describe('server/cache-hit-low', () => {
  it('finds less than 95 % in the cache', () => {
    expect(on(1_900, 100)).toEqual([]);
    expect(expectFindings(on(1_899, 100))[0]).toMatchObject({
      severity: 'notice',
      facts: { cacheHitRatio: 1_899 / 1_999, blocksReadPerSecond: 100 },
    });
  });

  it('leaves few reads alone, and a database that nobody asks', () => {
    expect(on(0, 99)).toEqual([]);
    expect(on(0, 100)).toHaveLength(1);
    expect(on(0, 0)).toEqual([]);
  });

  it('does not know what was not watched', () => {
    expect(rule.check({ databaseCounters: [databaseCounters()] }, context())).toHaveProperty('notRun');
  });
});
