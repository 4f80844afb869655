import { describe, expect, it } from 'vitest';
import { judge } from '../judge';
import { context, NOW_MS, snapshotOf, trend } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { statement } from '../testing/statement-rows';
import { type ReadTrends, type SubjectTrend, trendsOf } from '../trends';
import rule from './regressed';

/** A call took so long within the last hour, and usually does, so many times a second. */
const trendsFor = (average: number, usual: number | null, calls = 1, subject = '1'): SubjectTrend[] => [
  trend('statementSecondsPerCall', average, { subject, usual, windowSeconds: 3_300, samples: 12 }),
  trend('statementCallsPerSecond', calls, { subject }),
];
const check = (trends: ReadTrends, statements = [statement('SELECT 1')]) =>
  rule.check({ statements }, context({ trends: trendsOf(trends) }));
const found = (...args: Parameters<typeof check>) => expectFindings(check(...args));

describe('queries/regressed', () => {
  it('is quiet while statements take what they usually take', () => {
    expect(found(trendsFor(0.1, 0.1))).toEqual([]);
  });

  it('finds one that is slower, with its window', () => {
    const [finding] = found(trendsFor(0.4, 0.1, 2));
    expect(finding).toMatchObject({
      subject: ['1'],
      severity: 'warning',
      title: 'A statement takes 4× as long as usual: SELECT ?',
      facts: { secondsPerCall: 0.4, usualSecondsPerCall: 0.1, callsPerSecond: 2, windowSeconds: 3_300 },
    });
    expect(finding?.detail.replaceAll('\u00a0', ' ')).toContain(
      'Within 55 min of the last hour a call took 400 ms',
    );
    expect(finding?.impact?.secondsSaved).toBeCloseTo(0.3, 9);
    expect(finding?.impact?.basis).toContain('= 60% of one session more');
  });

  it.each([
    [0.75, 'notice'],
    [0.749, undefined],
    [1.5, 'warning'],
    [1.499, 'notice'],
  ])('takes %d s instead of 0.5 s for %s', (average, severity) => {
    expect(found(trendsFor(average, 0.5))[0]?.severity).toBe(severity);
  });

  it('lets what hardly runs be as slow as it wants', () => {
    expect(found(trendsFor(0.2, 0.1, 0.1))).toHaveLength(1);
    expect(found(trendsFor(0.2, 0.1, 0.0999))).toEqual([]);
    expect(found([...trendsFor(0.2, 0.1).slice(0, 1)])).toEqual([]);
  });

  it('does not know where statements of others are hidden', () => {
    const hidden = statement('', { query: null, queryId: null, roleName: null });
    expect(check([], [hidden])).toHaveProperty('notRun');
    expect(check(trendsFor(0.1, 0.1), [statement('SELECT 1'), hidden])).toHaveProperty('notRun');
    expect(found(trendsFor(0.4, 0.1), [statement('SELECT 1'), hidden])).toHaveLength(1);
    expect(found([], [{ ...hidden, isRemainder: true }])).toEqual([]);
  });

  it('says one text once, whichever roles run it, and never a literal', () => {
    const both = [statement("SELECT 'ours'"), statement("SELECT 'ours'", { roleName: 'other' })];
    const findings = found(trendsFor(0.4, 0.1), both);
    expect(findings).toHaveLength(1);
    expect(JSON.stringify(findings)).not.toContain('ours');
    expect(found(trendsFor(0.4, 0.1), [statement('', { query: null })])[0]?.title).toContain('is hidden');
  });

  it('waits until it has watched the last hour, and two of the same hours before', () => {
    expect(check([])).toMatchObject({ isWaiting: true, notRun: expect.stringContaining('not sampled') });
    expect(check(trendsFor(0.4, null))).toMatchObject({
      isWaiting: true,
      notRun: '1 statement watched, and none in the same hour of two earlier weeks',
    });
    expect(check({ unavailable: 'History is away' })).toEqual({ notRun: 'History is away' });
    const another = [statement('SELECT 2', { queryId: '2' }), statement('SELECT 1')];
    expect(found([...trendsFor(0.4, null, 1, '2'), ...trendsFor(0.4, 0.1)], another)).toHaveLength(1);
  });

  it('says nothing where no statement is counted, and not-run where none can be read', () => {
    expect(found([], [statement('', { isRemainder: true, queryId: null })])).toEqual([]);
    const only = new Set([rule.meta.id]);
    const { outcomes } = judge(snapshotOf({}), { nowMs: NOW_MS, profile: {}, only });
    expect(outcomes).toMatchObject([{ status: 'not-run', reason: 'statements: not collected yet' }]);
  });
});
