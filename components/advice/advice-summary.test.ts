import { describe, expect, it } from 'vitest';
import type { WireFinding } from '@/lib/api/findings';
import { adviceSummary } from './advice-summary';
import { grouped } from './grouped';

const finding = (over: Partial<WireFinding>): WireFinding => ({
  key: 'a/b:c',
  rule: 'a/b',
  source: 'https://example.org',
  subject: ['public', 'metrics'],
  severity: 'warning',
  confidence: 'high',
  title: 'Do it',
  detail: '',
  facts: {},
  state: 'open',
  number: 1,
  why: '',
  factLabels: {},
  firstSeenAt: '2026-11-24T14:00:00Z',
  lastSeenAt: '2026-11-24T14:00:00Z',
  seenSnapshots: 1,
  totalSnapshots: 1,
  until: null,
  reason: null,
  comment: null,
  fixedAt: null,
  transitions: [],
  rehearsal: null,
  ...over,
});
const GIB = 1024 ** 3;

describe('adviceSummary', () => {
  it('counts what is open only', () => {
    expect(adviceSummary([])).toBe('Nothing is open.');
    expect(adviceSummary([finding({ state: 'snoozed' })])).toBe('Nothing is open.');
    expect(adviceSummary([finding({}), finding({ severity: 'notice' })])).toBe(
      '1 of 2 findings needs action.',
    );
    expect(adviceSummary([finding({ severity: 'notice' })])).toBe('1 notice.');
  });

  it('adds up the ranges', () => {
    const saves = (low: number, high: number) =>
      finding({ impact: { bytesSaved: { low: low * GIB, high: high * GIB }, basis: '' } });
    expect(adviceSummary([saves(1, 2), saves(3, 4)])).toBe(
      '2 of 2 findings need action; 4–6\u00a0GiB could be saved.',
    );
  });
});

describe('grouped', () => {
  const one = finding({ key: '1', severity: 'notice' });
  const two = finding({ key: '2', severity: 'critical', subject: ['public', 'trades'] });

  it('ranks inside every grouping and leaves empty groups out', () => {
    expect(grouped([one, two], 'none')[0]?.findings.map(({ key }) => key)).toEqual(['2', '1']);
    expect(grouped([one, two], 'phase').map(({ title }) => title)).toEqual(['Protect first', 'Look into']);
    expect(grouped([one, two], 'object').map(({ title }) => title)).toEqual([
      'public.trades',
      'public.metrics',
    ]);
    expect(grouped([], 'none')).toEqual([]);
  });
});
