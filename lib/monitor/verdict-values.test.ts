import { describe, expect, it } from 'vitest';
import type { FindingRecord } from '@/lib/history/finding-life';
import type { Judgement, KeyedFinding } from '@/lib/rules/judge';
import { verdictValues } from './verdict-values';

const finding = (rule: string, severity: KeyedFinding['severity']): KeyedFinding => ({
  key: `${rule}:public.t`,
  rule,
  source: 'https://example.com',
  subject: ['public', 't'],
  severity,
  confidence: 'high',
  title: '',
  detail: '',
  facts: {},
});

const judgement: Judgement = {
  databaseId: 'd',
  snapshotAt: '2026-01-01T00:00:00.000Z',
  outcomes: [
    { rule: 'jobs/failing', status: 'found' },
    { rule: 'retention/overdue', status: 'found' },
    { rule: 'columnstore/ratio-poor', status: 'not-run' },
  ],
  findings: [finding('jobs/failing', 'critical'), finding('retention/overdue', 'warning')],
};

const values = (states: Readonly<Record<string, FindingRecord['state']>> = {}) => {
  const finding = (_: string, key: string) =>
    states[key] ? ({ state: states[key] } as FindingRecord) : null;
  return Object.fromEntries(
    verdictValues(judgement, { finding }).map(({ metric, subject, value }) => [
      `${metric} ${subject}`.trim(),
      value,
    ]),
  );
};

describe('what a judgement adds to history', () => {
  it('is the score of each category, and of the whole; nothing where it is withheld', () => {
    expect(values()).toEqual({
      score: null,
      'categoryScore columnstore': null,
      'categoryScore jobs': 60,
      'categoryScore retention': 88,
      criticalFindings: 1,
      warningFindings: 1,
      noticeFindings: 0,
    });
  });

  it('leaves out what was dismissed, and counts no snoozed finding as open', () => {
    expect(
      values({ 'jobs/failing:public.t': 'dismissed', 'retention/overdue:public.t': 'snoozed' }),
    ).toMatchObject({
      'categoryScore jobs': 100,
      'categoryScore retention': 88,
      criticalFindings: 0,
      warningFindings: 0,
    });
  });
});
