import { describe, expect, it } from 'vitest';
import { aggregate, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { policy, refresh, retention } from '@/lib/rules/testing/job-rows';
import { reachesDropped } from './dropped-reach';
import { leastRetentionUnits } from './least-retention';

const DAY = 86_400_000_000;
const HOUR = DAY / 24;
const hypertables = [hypertable()];

describe('leastRetentionUnits', () => {
  it('is as far as refreshes reach back and a bucket, or twice the age of conversion', () => {
    const least = (...policies: ReturnType<typeof policy>[]) =>
      leastRetentionUnits(hypertable(), [aggregate()], policies);
    expect(least()).toBe(0);
    expect(least(refresh())).toBe(7 * DAY + HOUR);
    expect(least(refresh(), policy())).toBe(14 * DAY);
    expect(least(refresh({ startOffsetSeconds: null, config: {} }))).toBe(Number.POSITIVE_INFINITY);
  });

  it('counts the longest months, so that no refresh reaches into what is dropped', () => {
    const monthly = refresh({ startOffsetSeconds: 30 * 86_400, config: { start_offset: '1 mon' } });
    const least = leastRetentionUnits(hypertable(), [aggregate()], [monthly]);
    expect(least).toBe(31 * DAY + HOUR);
    const kept = (units: number) =>
      retention({ afterSeconds: units / 1_000_000, config: { drop_after: `${units / HOUR} hours` } });
    expect(reachesDropped(monthly, kept(least), hypertables, [])).toBe('never');
    expect(reachesDropped(monthly, kept(30 * DAY + HOUR), hypertables, [])).toBe('sometimes');
  });
});
