import { describe, expect, it } from 'vitest';
import { DAY_UNITS, daysAgo, NOW_MS } from '@/lib/rules/testing/context';
import { chunk, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { policy } from '@/lib/rules/testing/job-rows';
import { pastAge } from './past-age';

const old = chunk({ rangeStartUnits: daysAgo(11), rangeEndUnits: daysAgo(10) });

describe('how far a chunk is past a policy’s age', () => {
  it('counts from the end of the chunk', () => {
    const past = pastAge(policy(), hypertable(), [], NOW_MS);
    expect(past?.(old)).toBe(3 * DAY_UNITS);
    expect(past?.(chunk())).toBe(-7 * DAY_UNITS);
    expect(past?.(chunk({ rangeEndUnits: null }))).toBe(Number.NEGATIVE_INFINITY);
  });

  it('counts the months of the calendar', () => {
    const half = policy({ afterSeconds: 180 * 86_400, config: { compress_after: '6 mons' } });
    const past = pastAge(half, hypertable(), [], NOW_MS);
    // From 24 May to 24 November.
    expect(past?.(chunk({ rangeEndUnits: daysAgo(184) }))).toBe(0);
    expect(past?.(chunk({ rangeEndUnits: daysAgo(183) }))).toBe(-DAY_UNITS);
  });

  it('counts from its creation where the policy does', () => {
    const past = pastAge(policy({ byCreation: true }), hypertable({ isIntegerTime: true }), [], NOW_MS);
    expect(past?.({ ...old, createdAt: new Date(NOW_MS - 8 * 86_400_000).toISOString() })).toBe(DAY_UNITS);
    expect(past?.(old)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('takes the newest chunk for the present of integer time', () => {
    const ticks = [0, 1_000, 2_000].map((at) => chunk({ rangeStartUnits: at, rangeEndUnits: at + 1_000 }));
    const integer = policy({ afterSeconds: null, afterUnits: 500 });
    expect(pastAge(integer, hypertable({ isIntegerTime: true }), ticks, NOW_MS)?.(ticks[0] ?? old)).toBe(500);
    expect(pastAge(integer, hypertable({ isIntegerTime: true }), [], NOW_MS)).toBeNull();
  });

  it('is not known for a policy without an age', () => {
    expect(pastAge(policy({ afterSeconds: null }), hypertable(), [], NOW_MS)).toBeNull();
  });
});
