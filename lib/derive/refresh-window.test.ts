import { describe, expect, it } from 'vitest';
import { aggregate, aggregateHypertable, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { policy, retention } from '@/lib/rules/testing/job-rows';
import { proposeRefreshWindow } from './refresh-window';

const SECOND = 1_000_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
const propose = (over = {}, policies: Parameters<typeof proposeRefreshWindow>[2] = [], isInteger = false) =>
  proposeRefreshWindow(
    aggregate(over),
    [hypertable({ isIntegerTime: isInteger }), aggregateHypertable({ isIntegerTime: isInteger })],
    policies,
  );

describe('proposeRefreshWindow', () => {
  it('ends a bucket ago and reaches back three days or twelve buckets', () => {
    expect(propose()).toEqual({ startUnits: 3 * DAY, endUnits: HOUR, scheduleSeconds: 3_600 });
    expect(propose({ bucketSeconds: 86_400 })).toEqual({
      startUnits: 12 * DAY,
      endUnits: DAY,
      scheduleSeconds: 3_600,
    });
  });

  it('leaves five minutes to late rows of small buckets', () => {
    expect(propose({ bucketSeconds: 10 })).toMatchObject({ endUnits: 300 * SECOND, scheduleSeconds: 300 });
  });

  it('counts 31 days for a month', () => {
    expect(propose({ bucketSeconds: 30 * 86_400, bucketWidth: '1 mon' })).toMatchObject({
      startUnits: 372 * DAY,
      endUnits: 31 * DAY,
    });
  });

  it('stays a bucket inside of what the source keeps, or gives up', () => {
    expect(propose({}, [retention({ afterSeconds: 86_400 })])?.startUnits).toBe(23 * HOUR);
    expect(propose({}, [retention({ afterSeconds: 4 * 3_600 })])?.startUnits).toBe(3 * HOUR);
    expect(propose({}, [retention({ afterSeconds: 4 * 3_600 - 1 })])).toBeNull();
  });

  it('counts the shortest months of what the source keeps', () => {
    const monthly = { bucketSeconds: 7 * 86_400 };
    const month = retention({ afterSeconds: 30 * 86_400, config: { drop_after: '1 mon' } });
    expect(propose(monthly, [month])?.startUnits).toBe(21 * DAY);
    const quarter = retention({ afterSeconds: 90 * 86_400, config: { drop_after: '3 mons' } });
    expect(propose(monthly, [quarter])?.startUnits).toBe(82 * DAY);
  });

  it('leaves out the interval of chunks that are dropped by when they were made', () => {
    const byCreation = retention({
      afterSeconds: 2 * 86_400,
      byCreation: true,
      config: { drop_created_before: '2 days' },
    });
    expect(propose({}, [byCreation])?.startUnits).toBe(23 * HOUR);
    expect(propose({ bucketSeconds: null, bucketUnits: 100 }, [byCreation], true)).toBeNull();
  });

  it('ends before the aggregate’s own columnstore converts, where that leaves a window', () => {
    const own = (hours: number) => policy({ hypertableId: 2, afterSeconds: hours * 3_600 });
    expect(propose({}, [own(24)])?.startUnits).toBe(23 * HOUR);
    expect(propose({}, [own(2)])?.startUnits).toBe(3 * HOUR);
  });

  it('works in units, and knows when the bucket is not known', () => {
    const units = { bucketSeconds: null, bucketUnits: 100 };
    expect(propose(units, [], true)).toEqual({ startUnits: 1_200, endUnits: 100, scheduleSeconds: 3_600 });
    expect(propose({ bucketSeconds: null })).toBeNull();
  });
});
