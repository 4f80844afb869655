import type { KeyedFinding, Outcome } from '@/lib/rules/judge';
import type { ChosenState, FindingState, Transition } from './finding-state';

/** Absent from this many judgements in a row, a finding is fixed; seen in as many by what was read after "applied", it is open again. */
const JUDGEMENTS_TO_BELIEVE = 2;

/** All that is known about one finding over time. Its number stays its own through fixes and regressions. */
export interface FindingRecord {
  readonly key: string;
  readonly number: number;
  /** As it was when last seen. */
  readonly finding: KeyedFinding;
  readonly state: FindingState;
  /** Where it returns to when its rule can look again. */
  readonly stateBefore: FindingState | null;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly seenSnapshots: number;
  readonly totalSnapshots: number;
  /** Judgements in a row, since the last decision, in which it was there, or was not. */
  readonly seenInARow: number;
  readonly absentInARow: number;
  readonly until: string | null;
  readonly reason: string | null;
  readonly comment: string | null;
  readonly fixedAt: string | null;
  readonly transitions: readonly Transition[];
}

export interface Decision {
  readonly state: ChosenState;
  readonly until: string | null;
  readonly reason: string | null;
  readonly comment: string | null;
  readonly by: string;
}

/** What one judgement says about one finding: there, gone, or its rule could not look. */
export type Sighting = KeyedFinding | 'absent' | 'unknown';

export function firstSeen(finding: KeyedFinding, number: number, at: string): FindingRecord {
  return {
    key: finding.key,
    number,
    finding,
    state: 'open',
    stateBefore: null,
    firstSeenAt: at,
    lastSeenAt: at,
    seenSnapshots: 1,
    totalSnapshots: 1,
    seenInARow: 1,
    absentInARow: 0,
    until: null,
    reason: null,
    comment: null,
    fixedAt: null,
    transitions: [transition(null, 'open', at)],
  };
}

/** The finding after one more judgement. */
export function afterSighting(record: FindingRecord, sighting: Sighting, at: string): FindingRecord {
  if (sighting === 'unknown') return afterBlindness(record, at);
  const looked =
    record.state === 'could-not-check' ? moved(record, record.stateBefore ?? 'open', at) : record;
  return sighting === 'absent' ? afterAbsence(looked, at) : afterPresence(looked, sighting, at);
}

/** The finding after a person decided about it. */
export function afterDecision(
  record: FindingRecord,
  { by, state, ...given }: Decision,
  at: string,
): FindingRecord {
  return {
    ...record,
    ...given,
    state,
    stateBefore: null,
    seenInARow: 0,
    absentInARow: 0,
    transitions: [...record.transitions, { at, from: record.state, state, by, ...given }],
  };
}

/** What the outcome of a rule says about a finding that it does not list. Null: the judgement came too early to tell. */
export function sightingOfAbsent(
  outcome: Outcome | undefined,
  subject: KeyedFinding['subject'],
): 'absent' | 'unknown' | null {
  // A rule that is no longer part of the product cannot look either.
  if (!outcome) return 'unknown';
  const { status, reason, unknown = [[]] } = outcome;
  if (status === 'passed' || status === 'not-applicable' || reason === undefined) return 'absent';
  if (reason.endsWith('not collected yet')) return null;
  const isUnknown = unknown.some((start) => start.every((name, place) => name === subject[place]));
  return isUnknown ? 'unknown' : 'absent';
}

function afterPresence(record: FindingRecord, finding: KeyedFinding, at: string): FindingRecord {
  const decidedAt = record.transitions.at(-1)?.at ?? at;
  // What was read before a decision says nothing about it: catalogs are read every few minutes only.
  const isNews = finding.readAt === undefined || finding.readAt > decidedAt;
  const seen = {
    ...record,
    finding,
    lastSeenAt: at,
    seenSnapshots: record.seenSnapshots + 1,
    totalSnapshots: record.totalSnapshots + 1,
    seenInARow: record.seenInARow + (isNews ? 1 : 0),
    absentInARow: 0,
  };
  if (seen.state === 'fixed') return { ...moved(seen, 'regressed', at), fixedAt: null };
  if (seen.state === 'snoozed' && seen.until !== null && seen.until <= at) return moved(seen, 'open', at);
  if (seen.state === 'applied' && seen.seenInARow >= JUDGEMENTS_TO_BELIEVE) return moved(seen, 'open', at);
  return seen;
}

function afterAbsence(record: FindingRecord, at: string): FindingRecord {
  if (record.state === 'fixed') return record;
  const absent = {
    ...record,
    totalSnapshots: record.totalSnapshots + 1,
    seenInARow: 0,
    absentInARow: record.absentInARow + 1,
  };
  const isFixed = absent.absentInARow >= JUDGEMENTS_TO_BELIEVE;
  return isFixed ? { ...moved(absent, 'fixed', at), fixedAt: at } : absent;
}

function afterBlindness(record: FindingRecord, at: string): FindingRecord {
  const isWaiting = record.state === 'open' || record.state === 'regressed' || record.state === 'applied';
  return isWaiting ? { ...moved(record, 'could-not-check', at), stateBefore: record.state } : record;
}

function moved(record: FindingRecord, state: FindingState, at: string): FindingRecord {
  return {
    ...record,
    state,
    stateBefore: null,
    until: null,
    reason: null,
    comment: null,
    transitions: [...record.transitions, transition(record.state, state, at)],
  };
}

function transition(from: FindingState | null, state: FindingState, at: string): Transition {
  return { at, from, state, by: 'monitor', until: null, reason: null, comment: null };
}
