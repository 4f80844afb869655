import { describe, expect, it } from 'vitest';
import { hypertable } from '@/lib/rules/testing/hypertable-rows';
import { roundIntervals } from './round-intervals';

const DAY_UNITS = 86_400_000_000;
const integer = (timeColumnType: string, chunkIntervalUnits: number) =>
  roundIntervals(
    hypertable({ isIntegerTime: true, timeColumnType, chunkIntervalSeconds: null, chunkIntervalUnits }),
  );

describe('the intervals to choose from', () => {
  it('are those that people can read, the longest first', () => {
    const intervals = roundIntervals(hypertable());
    expect(intervals).toContain(7 * DAY_UNITS);
    expect(intervals.at(-1)).toBe(60_000_000);
    expect(intervals).toEqual([...intervals].sort((a, b) => b - a));
  });

  it('are whole days for dates', () => {
    const intervals = roundIntervals(hypertable({ timeColumnType: 'date' }));
    expect(intervals.at(-1)).toBe(DAY_UNITS);
    expect(intervals.every((interval) => interval % DAY_UNITS === 0)).toBe(true);
  });

  it('are the present one doubled and halved for integers, as far as their type reaches', () => {
    expect(integer('smallint', 10_000).slice(0, 3)).toEqual([20_000, 10_000, 5_000]);
    expect(integer('integer', 1_073_741_824)[0]).toBe(1_073_741_824);
    expect(integer('bigint', 3).slice(-2)).toEqual([3, 1]);
  });
});
