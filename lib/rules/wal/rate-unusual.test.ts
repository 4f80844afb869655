import { describe, expect, it } from 'vitest';
import { context, server, trend } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { wal } from '../testing/server-rows';
import { trendsOf } from '../trends';
import rule from './rate-unusual';

const MIB = 1_048_576;
const on = (average: number, usual: number | null, over = {}) =>
  rule.check(
    { wal: [wal()] },
    context({ trends: trendsOf([trend('walBytesPerSecond', average, { usual })]), ...over }),
  );

describe('wal/rate-unusual', () => {
  it('finds three times of what is usual', () => {
    expect(on(6 * MIB - 1, 2 * MIB)).toEqual([]);
    expect(expectFindings(on(6 * MIB, 2 * MIB))[0]).toMatchObject({
      severity: 'notice',
      facts: { walBytesPerSecond: 6 * MIB, usualBytesPerSecond: 2 * MIB },
    });
  });

  it('leaves little log alone, however unusual', () => {
    expect(on(MIB - 1, 0)).toEqual([]);
    expect(on(MIB, 0)).toHaveLength(1);
  });

  it('waits until it knows what is usual, and where nothing was watched', () => {
    expect(on(6 * MIB, null)).toMatchObject({ isWaiting: true });
    expect(rule.check({ wal: [wal()] }, context())).toHaveProperty('notRun');
    expect(on(6 * MIB, 1, { server: server({ engine: 'embedded' }) })).toHaveProperty('notApplicable');
  });
});
