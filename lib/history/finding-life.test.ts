import { describe, expect, it } from 'vitest';
import type { KeyedFinding } from '@/lib/rules/judge';
import { afterDecision, afterSighting, firstSeen, type Sighting, sightingOfAbsent } from './finding-life';

const finding: KeyedFinding = {
  key: 'columnstore/policy-missing:public.metrics',
  rule: 'columnstore/policy-missing',
  source: 'https://example.org',
  subject: ['public', 'metrics'],
  severity: 'warning',
  confidence: 'high',
  title: 'Add a columnstore policy',
  detail: '',
  facts: {},
};
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const fresh = () => firstSeen(finding, 7, at(0));
const follow = (start: ReturnType<typeof fresh>, sightings: readonly Sighting[], from = 1) =>
  sightings.reduce((record, sighting, i) => afterSighting(record, sighting, at(from + i)), start);
const decided = (state: 'snoozed' | 'dismissed' | 'applied', until: string | null = null) =>
  afterDecision(fresh(), { state, until, reason: null, comment: null, by: 'reader' }, at(0));

describe('the life of a finding', () => {
  it('begins open, and counts where it was seen', () => {
    const record = follow(fresh(), [finding, 'absent', finding]);
    expect(record).toMatchObject({ state: 'open', number: 7, seenSnapshots: 3, totalSnapshots: 4 });
    expect(record.lastSeenAt).toBe(at(3));
  });

  it('is fixed when absent twice in a row, not once', () => {
    expect(follow(fresh(), ['absent']).state).toBe('open');
    expect(follow(fresh(), ['absent', finding, 'absent']).state).toBe('open');
    expect(follow(fresh(), ['absent', 'absent'])).toMatchObject({ state: 'fixed', fixedAt: at(2) });
  });

  it('regresses under its number when it comes back', () => {
    const record = follow(fresh(), ['absent', 'absent', finding]);
    expect(record).toMatchObject({ state: 'regressed', number: 7, fixedAt: null });
    expect(record.transitions.map(({ state }) => state)).toEqual(['open', 'fixed', 'regressed']);
  });

  it('is neither there nor gone while its rule cannot look, and returns to what it was', () => {
    const blind = follow(fresh(), ['unknown', 'unknown', 'unknown']);
    expect(blind.state).toBe('could-not-check');
    expect(afterSighting(blind, finding, at(9)).state).toBe('open');
    expect(follow(blind, ['absent', 'absent'], 9).state).toBe('fixed');
  });

  it('stays dismissed through sightings and blindness, and is fixed when gone', () => {
    expect(follow(decided('dismissed'), [finding, 'unknown', finding]).state).toBe('dismissed');
    expect(follow(decided('dismissed'), ['absent', 'absent']).state).toBe('fixed');
  });

  it('opens again when its snooze has ended, not before', () => {
    const snoozed = decided('snoozed', at(5));
    expect(afterSighting(snoozed, finding, at(4)).state).toBe('snoozed');
    expect(afterSighting(snoozed, finding, at(5))).toMatchObject({ state: 'open', until: null });
  });

  it('believes "applied" for one more sighting, then says it did not work', () => {
    expect(follow(decided('applied'), [finding]).state).toBe('applied');
    expect(follow(decided('applied'), [finding, finding]).state).toBe('open');
    expect(follow(decided('applied'), [finding, 'absent', 'absent']).state).toBe('fixed');
  });

  it('lets only what was read after "applied" speak against it', () => {
    const stale = { ...finding, readAt: at(0) };
    const claimed = follow(decided('applied'), [stale, stale, stale]);
    expect(claimed.state).toBe('applied');
    const fresh = { ...finding, readAt: at(5) };
    const refuted = follow(claimed, [fresh, fresh], 6);
    expect(refuted.state).toBe('open');
    expect(refuted.transitions.at(-1)).toMatchObject({ from: 'applied', state: 'open', by: 'monitor' });
  });

  it('is fixed by the state of the database alone, whoever claimed what', () => {
    for (const state of ['snoozed', 'dismissed', 'applied'] as const)
      expect(follow(decided(state, at(99)), ['absent', 'absent'])).toMatchObject({
        state: 'fixed',
        fixedAt: at(2),
      });
  });
});

describe('what the outcome of a rule says about a finding that it does not list', () => {
  const blind = { rule: 'r', status: 'not-run', reason: 'chunks: permission denied' } as const;
  const partly = { rule: 'r', status: 'found', reason: 'some are not known' } as const;
  it.each([
    [{ rule: 'r', status: 'passed' }, 'absent'],
    [{ rule: 'r', status: 'found' }, 'absent'],
    [{ rule: 'r', status: 'not-applicable', reason: 'no hypertable' }, 'absent'],
    [blind, 'unknown'],
    [{ ...blind, unknown: [['public', 'metrics']] }, 'unknown'],
    [{ ...blind, unknown: [['public', 'others']] }, 'absent'],
    [partly, 'unknown'],
    [{ ...partly, unknown: [['public', 'others'], ['public']] }, 'unknown'],
    [{ ...partly, unknown: [['public', 'metrics', 'value']] }, 'absent'],
    [{ rule: 'r', status: 'failed', reason: 'boom' }, 'unknown'],
    [{ rule: 'r', status: 'not-run', reason: 'chunks: not collected yet' }, null],
    [undefined, 'unknown'],
  ] as const)('%j: %s', (outcome, sighting) => {
    expect(sightingOfAbsent(outcome, ['public', 'metrics'])).toBe(sighting);
  });
});
