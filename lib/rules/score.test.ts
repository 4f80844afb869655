import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { KeyedFinding, Outcome } from './judge';
import type { Confidence, Severity } from './rule';
import { capOf, SCORE_FORMULA, scoreOf } from './score';

const outcome = (rule: string, status: Outcome['status']): Outcome => ({ rule, status });
const finding = (rule: string, severity: Severity, confidence: Confidence = 'high'): KeyedFinding => ({
  key: `${rule}:public.t`,
  rule,
  source: 'https://example.com',
  subject: ['public', 't'],
  severity,
  confidence,
  title: '',
  detail: '',
  facts: {},
});

describe('the score', () => {
  it('is 100, capped by nothing, when every check looked and passed', () => {
    const outcomes = [outcome('jobs/failing', 'passed'), outcome('retention/overdue', 'passed')];
    expect(scoreOf({ outcomes, findings: [] })).toMatchObject({ score: 100, cappedBy: null });
    expect(capOf(scoreOf({ outcomes, findings: [] }))).toBeNull();
  });

  it('is the lowest category’s, by severity and confidence', () => {
    const outcomes = [outcome('jobs/failing', 'found'), outcome('columnstore/ratio-poor', 'found')];
    const findings = [
      finding('jobs/failing', 'critical'),
      finding('columnstore/ratio-poor', 'warning', 'low'),
    ];
    const { score, cappedBy, categories } = scoreOf({ outcomes, findings });
    expect([score, cappedBy]).toEqual([60, 'jobs']);
    expect(categories.map(({ score }) => score)).toEqual([94, 60]);
    expect(capOf(scoreOf({ outcomes, findings }))).toMatchObject({
      key: 'jobs/failing:public.t',
      points: 40,
      atMost: 60,
    });
  });

  it('counts a cause and what follows from it once, the heavier of them', () => {
    const outcomes = [outcome('jobs/not-scheduled', 'found'), outcome('retention/overdue', 'found')];
    const cause = finding('jobs/not-scheduled', 'critical');
    const symptom = { ...finding('retention/overdue', 'critical'), causeKey: cause.key };
    const scores = (findings: readonly KeyedFinding[]) =>
      scoreOf({ outcomes, findings }).categories.map(({ category, score }) => [category, score]);
    const both = (jobs: number, retention: number) => [
      ['jobs', jobs],
      ['retention', retention],
    ];
    expect(scores([cause, symptom])).toEqual(both(60, 100));
    // A cause that was dismissed, or that nobody asked for, is not among them.
    expect(scores([symptom])).toEqual(both(100, 60));
    expect(scores([{ ...cause, severity: 'notice' }, symptom])).toEqual(both(98, 60));
  });

  it('never falls below 0', () => {
    const findings = Array.from({ length: 9 }, () => finding('jobs/failing', 'critical'));
    expect(scoreOf({ outcomes: [outcome('jobs/failing', 'found')], findings }).score).toBe(0);
  });

  it('loses no more to many notices, or to many warnings, than each may take together', () => {
    const outcomes = [outcome('jobs/failing', 'found')];
    const scored = (...found: [Severity, number][]) =>
      scoreOf({
        outcomes,
        findings: found.flatMap(([severity, many]) =>
          Array.from({ length: many }, () => finding('jobs/failing', severity)),
        ),
      });
    expect(scored(['notice', 5])).toMatchObject({ score: 90, categories: [{ capped: [] }] });
    expect(scored(['notice', 6])).toMatchObject({
      score: 90,
      categories: [{ capped: [{ severity: 'notice', points: 12, atMost: 10 }] }],
    });
    expect(scored(['warning', 4]).score).toBe(52);
    expect(scored(['warning', 5]).score).toBe(50);
    expect(scored(['critical', 1], ['warning', 5], ['notice', 6]).score).toBe(0);
  });

  it('is published: the README says the formula word for word', () => {
    expect(readFileSync(new URL('../../README.md', import.meta.url), 'utf8')).toContain(SCORE_FORMULA);
  });

  it('is withheld, not green, when more than a fifth of a category could not look', () => {
    const passed = Array.from({ length: 4 }, (_, at) => outcome(`jobs/passed-${at}`, 'passed'));
    expect(scoreOf({ outcomes: [...passed, outcome('jobs/blind', 'not-run')], findings: [] }).score).toBe(
      100,
    );
    const blinder = scoreOf({
      outcomes: [...passed.slice(1), outcome('jobs/blind', 'not-run')],
      findings: [],
    });
    expect(blinder.score).toBeNull();
    expect(blinder.categories[0]?.withheld).toBe('3 of 4 checks could look');
    expect(blinder.withheld).toBe('jobs: 3 of 4 checks could look');
  });

  it('counts a check that waits neither way, and has no score where all wait', () => {
    const waiting = { ...outcome('server/young', 'not-run'), isWaiting: true as const };
    const scored = scoreOf({ outcomes: [outcome('server/seen', 'passed'), waiting, waiting], findings: [] });
    expect(scored).toMatchObject({
      score: 100,
      coverageRatio: 1,
      categories: [{ rules: { checked: 1, couldNotCheck: 0, waiting: 2, notApplicable: 0 } }],
    });
    expect(scoreOf({ outcomes: [waiting], findings: [] })).toMatchObject({
      score: null,
      categories: [{ withheld: 'its checks need to watch for longer' }],
    });
  });

  it('leaves out categories where nothing applies, and has no score where nothing does', () => {
    const outcomes = [outcome('jobs/failing', 'not-applicable'), outcome('retention/overdue', 'passed')];
    expect(scoreOf({ outcomes, findings: [] }).score).toBe(100);
    expect(scoreOf({ outcomes: outcomes.slice(0, 1), findings: [] }).score).toBeNull();
  });
});
