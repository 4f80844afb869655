import { describe, expect, it } from 'vitest';
import { runRule } from './judge';
import { defineRule } from './rule';
import { NOW_MS, snapshotOf, trend } from './testing/context';
import { SINGLE_SNAPSHOT, trendsOf } from './trends';

describe('the trends that a rule asks for', () => {
  it('are those of the metric and the subject', () => {
    const jobs = trend('jobRunSeconds', 5, { subject: 'public."Odd"' });
    const trends = trendsOf([trend('lockTableRatio', 0.1), jobs]);
    expect(trends('lockTableRatio')).toMatchObject({ average: 0.1 });
    expect(trends('jobRunSeconds', ['public', 'Odd'])).toBe(jobs);
    expect(trends('jobRunSeconds', ['public', 'odd'])).toEqual({
      notRun: 'Duration of a job’s newest run: not sampled within the last hour',
      isWaiting: true,
    });
  });

  it('are not known of a single snapshot, nor while history is away', () => {
    expect(trendsOf(SINGLE_SNAPSHOT)('lockTableRatio')).toHaveProperty('notRun');
    expect(trendsOf({ unavailable: 'History is away' })('lockTableRatio')).toEqual({
      notRun: 'History is away',
    });
  });

  it.each([
    ['half an hour', { windowSeconds: 1_800 }, true],
    ['a second less', { windowSeconds: 1_799 }, false],
    ['three samples', { samples: 3 }, true],
    ['two samples', { samples: 2 }, false],
  ])('take %s', (_, over, isKnown) => {
    const answer = trendsOf([trend('lockTableRatio', 0.1, over)])('lockTableRatio');
    expect('notRun' in answer).toBe(!isKnown);
  });

  it('say how long was watched', () => {
    const young = trend('lockTableRatio', 0.1, { windowSeconds: 130, samples: 14 });
    expect(trendsOf([young])('lockTableRatio')).toEqual({
      notRun:
        'Slots in use of the shared lock table: watched for 2 minutes of the last hour (14 samples); it takes 30 minutes and 3 samples',
      isWaiting: true,
    });
  });

  it.each([
    ['four fifths of a day', { windowSeconds: 69_120, watchedHours: 20 }, true],
    ['a second less', { windowSeconds: 69_119, watchedHours: 20 }, false],
    ['a day with a hole of five hours', { windowSeconds: 86_400, watchedHours: 19 }, false],
  ])('of a day take %s', (_, over, isKnown) => {
    const answer = trendsOf([trend('tableDeadRows', 5, { hours: 24, ...over })])('tableDeadRows', [], 24);
    expect('notRun' in answer).toBe(!isKnown);
  });

  it('of a day say how long was watched, and are others than those of the hour', () => {
    const day = trend('tableDeadRows', 5, { hours: 24, windowSeconds: 7_200, watchedHours: 2 });
    const trends = trendsOf([day, trend('tableDeadRows', 7)]);
    expect(trends('tableDeadRows')).toMatchObject({ average: 7 });
    expect(trends('tableDeadRows', [], 24)).toEqual({
      notRun: expect.stringMatching(
        /^Dead rows of such a table: watched for 2.h of the last 24 hours; it takes 19.h.12.min$/,
      ),
      isWaiting: true,
    });
    expect(trends('tableDeadRows', [], 6)).toEqual({
      notRun: 'Dead rows of such a table: not sampled within the last 6 hours',
      isWaiting: true,
    });
  });

  it('must be declared', () => {
    const greedy = defineRule({
      meta: { id: 'a/b', title: '', why: '', source: 'https://example.org', needs: [], facts: {} },
      check: (_, { trends }) => {
        trends('lockTableRatio');
        return [];
      },
    });
    expect(runRule(greedy, snapshotOf({}), NOW_MS, {}).outcome).toEqual({
      rule: 'a/b',
      status: 'failed',
      reason: 'a/b does not declare the trend lockTableRatio of 1 h',
    });
    const longer = {
      ...greedy,
      meta: { ...greedy.meta, trends: [{ metric: 'lockTableRatio', hours: 6 } as const] },
    };
    expect(runRule(longer, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('failed');
    const declared = { ...greedy, meta: { ...greedy.meta, trends: ['lockTableRatio' as const] } };
    expect(runRule(declared, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('passed');
  });
});
