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
      notRun: 'jobRunSeconds was not sampled within the last hour',
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
        'lockTableRatio was watched for 2 minutes of the last hour (14 samples); it takes 30 minutes and 3 samples',
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
      reason: 'a/b does not declare the trend lockTableRatio',
    });
  });
});
