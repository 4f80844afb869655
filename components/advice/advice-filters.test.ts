import { describe, expect, it } from 'vitest';
import type { WireFinding } from '@/lib/api/findings';
import { areaOf, isShown, viewOf } from './advice-filters';

const finding: WireFinding = {
  key: 'columnstore/policy-missing:public.metrics',
  rule: 'columnstore/policy-missing',
  source: 'https://example.org',
  subject: ['public', 'Metrics'],
  severity: 'warning',
  confidence: 'high',
  title: 'Add a columnstore policy',
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
};
const all = { view: 'open', severity: [], area: '', q: '' } as const;

describe('isShown', () => {
  it.each([
    [all, true],
    [{ ...all, view: 'snoozed' as const }, false],
    [{ ...all, severity: ['critical'] }, false],
    [{ ...all, severity: ['critical', 'warning'] }, true],
    [{ ...all, area: 'jobs' }, false],
    [{ ...all, area: 'columnstore' }, true],
    [{ ...all, q: ' public.metrics ' }, true],
    [{ ...all, q: 'trades' }, false],
  ])('%o: %s', (filter, expected) => {
    expect(isShown(finding, filter)).toBe(expected);
  });

  it('lists a finding that came back among the open ones', () => {
    expect(viewOf({ state: 'regressed' })).toBe('open');
    expect(areaOf(finding)).toBe('columnstore');
  });
});
