import { describe, expect, it } from 'vitest';
import { hypertable } from '@/lib/rules/testing/hypertable-rows';
import { refresh, retention } from '@/lib/rules/testing/job-rows';
import { keptDistance, reachesDropped } from './dropped-reach';

const DAY_SECONDS = 86_400;
const DAY = DAY_SECONDS * 1_000_000;
const byCreation = (days: number) =>
  retention({
    afterSeconds: days * DAY_SECONDS,
    byCreation: true,
    config: { drop_created_before: `${days} days` },
  });

describe('keptDistance', () => {
  it('is the age of retention, less a chunk where chunks are dropped by when they were made', () => {
    expect(keptDistance(retention(), hypertable())?.units).toBe(90 * DAY);
    expect(keptDistance(byCreation(7), hypertable())).toEqual({ units: 6 * DAY, text: '7 days' });
    expect(keptDistance(byCreation(7), hypertable({ chunkIntervalSeconds: 30 * DAY_SECONDS }))?.units).toBe(
      0,
    );
  });

  it('is not known by creation for integer time, or for a hypertable that is not known', () => {
    expect(keptDistance(byCreation(7), hypertable({ isIntegerTime: true }))).toBeNull();
    expect(keptDistance(byCreation(7), undefined)).toBeNull();
  });
});

describe('reachesDropped', () => {
  const start = (days: number) =>
    refresh({ startOffsetSeconds: days * DAY_SECONDS, config: { start_offset: `${days} days` } });

  it('is so from the first second past what is kept on', () => {
    expect(reachesDropped(start(90), retention(), [hypertable()], [])).toBe('never');
    expect(reachesDropped(start(91), retention(), [hypertable()], [])).toBe('always');
    expect(reachesDropped(start(6), byCreation(7), [hypertable()], [])).toBe('never');
    expect(reachesDropped(start(7), byCreation(7), [hypertable()], [])).toBe('always');
  });

  it('is not so where the aggregate itself is kept no longer', () => {
    const own = (days: number, over = {}) =>
      retention({
        hypertableId: 2,
        afterSeconds: days * DAY_SECONDS,
        config: { drop_after: `${days} days` },
        ...over,
      });
    const reaches = (policy: ReturnType<typeof retention>) =>
      reachesDropped(start(100), retention(), [hypertable()], [policy]);
    expect(reaches(own(90))).toBe('never');
    expect(reaches(own(91))).toBe('always');
    expect(reaches(own(90, { scheduled: false }))).toBe('always');
  });
});
