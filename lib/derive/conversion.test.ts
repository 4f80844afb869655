import { describe, expect, it } from 'vitest';
import { DAY_UNITS, daysAgo } from '@/lib/rules/testing/context';
import { aggregateHypertable, chunk, dailyChunks, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { policy, refresh, retention } from '@/lib/rules/testing/job-rows';
import { columnstoreAgeUnits, convertibleChunks } from './conversion';

const days = (...args: Parameters<typeof columnstoreAgeUnits>) => {
  const units = columnstoreAgeUnits(...args);
  return units === null ? null : units / DAY_UNITS;
};

describe('the age for a new columnstore policy', () => {
  it('is a week, or two intervals', () => {
    expect(days(hypertable(), [])).toBe(7);
    expect(days(hypertable({ chunkIntervalSeconds: 30 * 86_400 }), [])).toBe(60);
    const integer = hypertable({ isIntegerTime: true, chunkIntervalSeconds: null, chunkIntervalUnits: 500 });
    expect(columnstoreAgeUnits(integer, [])).toBe(1_000);
  });

  it('leaves a converted chunk as long again before it is dropped', () => {
    const keeping = (count: number) => days(hypertable(), [retention({ afterSeconds: count * 86_400 })]);
    expect(keeping(14)).toBe(7);
    expect(keeping(8)).toBe(4);
    expect(keeping(4)).toBe(2);
    // Less than two intervals: chunks that still take writes.
    expect(keeping(3)).toBeNull();
  });

  it('does not go by a retention of another hypertable, or by creation', () => {
    const short = { afterSeconds: 3 * 86_400 };
    expect(days(hypertable(), [retention({ ...short, hypertableId: 2 })])).toBe(7);
    expect(days(hypertable(), [retention({ ...short, byCreation: true })])).toBe(7);
    expect(days(hypertable(), [policy(short)])).toBe(7);
  });

  const materialized = aggregateHypertable({ chunkIntervalSeconds: 86_400 });
  it('waits until the refreshes of an aggregate are done', () => {
    expect(
      days(materialized, [refresh({ startOffsetSeconds: 30 * 86_400, scheduleIntervalSeconds: 86_400 })]),
    ).toBe(31);
    expect(days(materialized, [refresh({ startOffsetSeconds: 86_400 })])).toBe(7);
  });

  it('is none where refreshes have no start, reach beyond half of what is kept, or are missing', () => {
    expect(days(materialized, [refresh({ startOffsetSeconds: null })])).toBeNull();
    expect(days(materialized, [])).toBeNull();
    const kept = retention({ hypertableId: 2, afterSeconds: 20 * 86_400 });
    expect(days(materialized, [refresh({ startOffsetSeconds: 12 * 86_400 }), kept])).toBeNull();
  });
});

describe('the chunks that are old enough', () => {
  it('are in the row store and ended before that', () => {
    const rows = [
      ...dailyChunks(9),
      chunk({ chunkId: 98, rangeEndUnits: daysAgo(40), isTiered: true }),
      chunk({ chunkId: 99, rangeEndUnits: daysAgo(40), isCompressed: true }),
      chunk({ chunkId: 97, rangeEndUnits: null }),
    ];
    // The chunk that ended exactly a week ago is not older than a week.
    expect(convertibleChunks(rows, daysAgo(0), 7 * DAY_UNITS).map(({ chunkId }) => chunkId)).toEqual([1]);
    expect(convertibleChunks(rows, null, 0)).toEqual([]);
  });
});
