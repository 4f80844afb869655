import type { Row } from '@/lib/collect/snapshot';
import { widestBucketUnits } from '@/lib/derive/aggregate-axis';
import { shortestUnits } from '@/lib/derive/calendar-span';
import { proposedColumnstoreUnits } from '@/lib/derive/conversion';
import { keptDistance } from '@/lib/derive/dropped-reach';
import {
  agedDistance,
  endUnits,
  intervalUnits,
  longestReach,
  startDistance,
} from '@/lib/derive/policy-distance';
import { proposeRefreshWindow } from '@/lib/derive/refresh-window';
import { distanceText } from '@/lib/rules/distance';
import { type Member, policyOfKind } from './family';
import type { LateWrites } from './late-writes';

const SECOND_UNITS = 1_000_000;
/** A value within 5 % of the limit is left alone. */
const TOLERANCE_RATIO = 0.95;
/** TimescaleDB refuses a window of less. */
const LEAST_BUCKETS = 2;
/** Documentation: at least five minutes for rows that are under way. */
const LEAST_END_UNITS = 300 * SECOND_UNITS;

/** An age at which a policy acts. Null: there is no such policy. */
export interface AgeLine {
  readonly kind: 'columnstore' | 'retention';
  readonly member: Member;
  readonly present: Row<'policies'> | null;
  readonly now: number | null;
  readonly wanted: number | null;
}

export interface Window {
  /** Null reaches back to the first row. */
  readonly start: number | null;
  /** Null reaches up to the newest row. */
  readonly end: number | null;
  readonly scheduleSeconds: number;
}

export interface RefreshLine {
  readonly kind: 'refresh';
  readonly member: Member;
  readonly present: Row<'policies'> | null;
  readonly now: Window | null;
  readonly wanted: Window | null;
}

export type PolicyLine = AgeLine | RefreshLine;

/** Two policies that undo each other's work, or a need that a policy does not meet. */
export interface Conflict {
  readonly schema: string;
  readonly name: string;
  readonly what: string;
  /** What the set does about it; null when only a person can decide. */
  readonly resolvedBy: string | null;
}

export interface Answers {
  /** How long this member has to keep its rows, in units of its time; undefined leaves that as it is. */
  keep(member: Member): number | undefined;
}

export interface Resolution {
  readonly lines: readonly PolicyLine[];
  readonly conflicts: readonly Conflict[];
}

interface Room {
  readonly member: Member;
  /** Shortest time that rows are there: of what it reads, and its own. Infinite without retention. */
  readonly sourceKept: number;
  readonly ownKept: number;
  readonly late: number;
  readonly hypertables: readonly Row<'hypertables'>[];
  readonly allPolicies: readonly Row<'policies'>[];
  readonly conflicts: Conflict[];
}

/**
 * One set of ages and windows in which no policy undoes another's work, as near to the present one as possible. What
 * is kept never gets shorter, unless the user says so.
 */
export function resolve(
  family: readonly Member[],
  late: LateWrites,
  answers: Answers,
  hypertables: readonly Row<'hypertables'>[],
): Resolution {
  const conflicts: Conflict[] = [];
  const allPolicies = family.flatMap(({ policies }) => policies);
  const kept = new Map<number, number>();
  const lines = family.flatMap((member) => {
    const retention = retentionLine(member, answers);
    const ownKept = keptBy(retention);
    kept.set(member.hypertable.hypertableId, ownKept);
    const sourceId = member.aggregate?.sourceHypertableId;
    const sourceKept =
      sourceId === undefined ? Number.POSITIVE_INFINITY : (kept.get(sourceId) ?? Number.POSITIVE_INFINITY);
    const room = { member, sourceKept, ownKept, late: late.units ?? 0, hypertables, allPolicies, conflicts };
    const refreshes = refreshLines(room);
    const columnstore = columnstoreLine(
      room,
      refreshes.flatMap(({ wanted }) => wanted ?? []),
    );
    const apart = refreshes.map((line, at) => ({ ...line, wanted: columnstore?.windows[at] ?? line.wanted }));
    return [...apart, ...(columnstore ? [columnstore.line] : []), retention].filter(isThere);
  });
  return { lines, conflicts };
}

const isThere = ({ now, wanted }: PolicyLine) => now !== null || wanted !== null;

function retentionLine(member: Member, answers: Answers): AgeLine {
  const present = policyOfKind(member, 'retention');
  const distance = present ? keptDistance(present, member.hypertable) : null;
  const now = distance?.units ?? null;
  return { kind: 'retention', member, present, now, wanted: answers.keep(member) ?? now };
}

/** In the shortest months, where the policy stays as it is. By creation on integer time nothing tells. */
function keptBy({ present, member, now, wanted }: AgeLine): number {
  if (wanted === null) return present ? 0 : Number.POSITIVE_INFINITY;
  if (wanted !== now || !present) return wanted;
  const distance = keptDistance(present, member.hypertable);
  return distance ? shortestUnits(distance) : wanted;
}

const words = ({ hypertable }: Member, units: number) => distanceText(units, hypertable.isIntegerTime);

function tell({ member, conflicts }: Room, what: string, resolvedBy: string | null): void {
  conflicts.push({ schema: member.hypertable.schema, name: member.hypertable.name, what, resolvedBy });
}

/** One for each refresh policy, the one that reaches furthest first: from 2.21 on several may share the time axis. */
function refreshLines(room: Room): RefreshLine[] {
  const { member } = room;
  const { aggregate } = member;
  if (!aggregate) return [];
  const present = member.policies
    .filter(({ kind }) => kind === 'refresh')
    .sort((a, b) => longestReach(b) - longestReach(a));
  if (present.length === 0) return [addedRefresh(room, aggregate)];
  const bucket = widestBucketUnits(aggregate) ?? 0;
  return present.map((policy, at) => {
    const now: Window = {
      start: startDistance(policy)?.units ?? null,
      end: endUnits(policy),
      scheduleSeconds: policy.scheduleIntervalSeconds,
    };
    const wanted = windowWithin(room, { now, reach: longestReach(policy), bucket, isFurthest: at === 0 });
    return { kind: 'refresh', member, present: policy, now, wanted };
  });
}

function addedRefresh(room: Room, aggregate: Row<'continuousAggregates'>): RefreshLine {
  const { member, hypertables, allPolicies } = room;
  const proposed = proposeRefreshWindow(aggregate, hypertables, allPolicies);
  tell(
    room,
    'No policy refreshes it.',
    proposed
      ? `A refresh from ${words(member, proposed.startUnits)} to ${words(member, proposed.endUnits)} ago.`
      : null,
  );
  const wanted = proposed && {
    start: proposed.startUnits,
    end: proposed.endUnits,
    scheduleSeconds: proposed.scheduleSeconds,
  };
  return { kind: 'refresh', member, present: null, now: null, wanted };
}

interface Reaching {
  readonly now: Window;
  /** How far back that is in the longest months. */
  readonly reach: number;
  readonly bucket: number;
  /** No other policy of the aggregate reaches further: late rows are this one's. */
  readonly isFurthest: boolean;
}

/** The window, narrowed to what is kept, widened to where rows still arrive, and run often enough to leave no gap. */
function windowWithin(room: Room, reaching: Reaching): Window {
  const { member } = room;
  const { now, bucket } = reaching;
  const end = now.end ?? endFor(room, bucket);
  const start = startWithin(room, reaching, end);
  const span = start === null ? Number.POSITIVE_INFINITY : (start - end) / SECOND_UNITS;
  const hasGaps = !member.hypertable.isIntegerTime && now.scheduleSeconds > span;
  const scheduleSeconds = hasGaps ? Math.max(60, Math.floor(span / 2)) : now.scheduleSeconds;
  if (hasGaps)
    tell(
      room,
      `It is refreshed every ${distanceText(now.scheduleSeconds * SECOND_UNITS, false)}, and a refresh reaches over ${words(member, span * SECOND_UNITS)} only: what changes in between is never taken over.`,
      `Every ${distanceText(scheduleSeconds * SECOND_UNITS, false)}.`,
    );
  return { start, end, scheduleSeconds };
}

function endFor(room: Room, bucket: number): number {
  const end = room.member.hypertable.isIntegerTime ? bucket : Math.max(LEAST_END_UNITS, bucket);
  tell(
    room,
    'The refresh has no end_offset: the bucket that is being written is computed again and again, and real-time queries no longer see its rows.',
    `It ends ${words(room.member, end)} ago.`,
  );
  return end;
}

function startWithin(room: Room, { now, reach, bucket, isFurthest }: Reaching, end: number): number | null {
  const { member, sourceKept, ownKept, late } = room;
  const most = Math.min(sourceKept, ownKept) - bucket;
  const dropped = droppedReach(room, now, reach);
  if (dropped !== null) {
    const fits = most >= end + LEAST_BUCKETS * bucket;
    tell(
      room,
      dropped,
      fits ? `The refresh starts ${words(member, most)} ago, one bucket inside of it.` : null,
    );
    return fits ? Math.floor(most) : now.start;
  }
  if (late <= reach || !isFurthest) return now.start;
  const wider = Math.ceil((late + bucket) / SECOND_UNITS) * SECOND_UNITS;
  tell(
    room,
    `Rows arrive up to ${words(member, late)} late, and its refresh reaches back ${words(member, reach)}: later ones never get into it.`,
    wider <= most ? `The refresh starts ${words(member, wider)} ago.` : null,
  );
  return wider <= most ? wider : now.start;
}

/** How a refresh reaches into what is dropped, as a sentence; null where it does not. */
function droppedReach({ member, sourceKept, ownKept }: Room, now: Window, reach: number): string | null {
  const text = `Its refresh reaches back ${now.start === null ? 'to the first row' : words(member, reach)}`;
  // An aggregate that is itself kept no longer than its source has no history to lose.
  if (reach > sourceKept && ownKept > sourceKept)
    return `${text}, and what it reads is dropped after ${words(member, sourceKept)}: buckets of dropped rows are deleted.`;
  return Number.isFinite(ownKept) && reach > ownKept
    ? `${text}, and its own rows are dropped after ${words(member, ownKept)}.`
    : null;
}

/** An age of conversion, and what each refresh has to become beside it. */
interface Apart {
  readonly line: AgeLine;
  readonly windows: readonly Window[];
}

function columnstoreLine(room: Room, windows: readonly Window[]): Apart | null {
  const { member } = room;
  const { hypertable } = member;
  if (!hypertable.columnstoreEnabled) return null;
  const present = policyOfKind(member, 'columnstore');
  const distance = present && !present.byCreation ? agedDistance(present) : null;
  // By creation, an age says nothing about the time of the rows.
  if (present && !distance) return null;
  const least = leastAge(room, windows);
  const now = distance?.units ?? null;
  const line = { kind: 'columnstore' as const, member, present, now };
  if (now === null) return { line: { ...line, wanted: addedAge(room, windows, least) }, windows };
  const changed = changedAge(room, windows, now, least);
  return { line: { ...line, wanted: changed.age }, windows: changed.windows };
}

/** What must not be converted yet: what a refresh may still write to, and where rows still arrive. */
function leastAge({ member, late }: Room, windows: readonly Window[]): number {
  const refreshed = windows.map(({ start, scheduleSeconds }) => {
    const run = member.hypertable.isIntegerTime ? 0 : scheduleSeconds * SECOND_UNITS;
    return (start ?? Number.POSITIVE_INFINITY) + run;
  });
  return Math.max(...refreshed, member.aggregate ? 0 : late);
}

function addedAge(room: Room, windows: readonly Window[], least: number): number | null {
  const { member, ownKept } = room;
  const interval = intervalUnits(member.hypertable) ?? 0;
  const age = Math.min(Math.max(proposedColumnstoreUnits(member.hypertable), least), ownKept / 2);
  const fits =
    age >= Math.max(least, interval) && Number.isFinite(age) && !(member.aggregate && windows.length === 0);
  tell(
    room,
    'Its columnstore is on, and no policy converts chunks.',
    fits ? `Chunks are converted after ${words(member, age)}.` : null,
  );
  return fits ? age : null;
}

interface Changed {
  readonly age: number;
  readonly windows: readonly Window[];
}

/** Rather converts later than refreshes less: that loses no late row. */
function changedAge(room: Room, windows: readonly Window[], now: number, least: number): Changed {
  const { member, ownKept } = room;
  if (now >= ownKept) return { age: halfOfKept(room, now, least), windows };
  if (now >= TOLERANCE_RATIO * least) return { age: now, windows };
  // The furthest comes first.
  const met = windows.find((window) => meets(window, now));
  const what = met
    ? `Its refresh reaches back ${met.start === null ? 'to the first row' : words(member, met.start)}, into chunks that are converted after ${words(member, now)}: they are decompressed and converted again.`
    : `Rows arrive up to ${words(member, room.late)} late, in chunks that are converted after ${words(member, now)}: they are converted again and again.`;
  const later = Math.ceil(least / SECOND_UNITS) * SECOND_UNITS;
  const fits = Number.isFinite(least) && later <= ownKept / 2;
  if (fits) {
    tell(room, what, `They are converted after ${words(member, later)}.`);
    return { age: later, windows };
  }
  const nearer = met ? windowsBefore(room, windows, now) : null;
  const start = nearer?.[met ? windows.indexOf(met) : -1]?.start;
  tell(
    room,
    what,
    start
      ? `The refresh starts ${words(member, start)} ago, before chunks are converted. Rows that arrive later than that are not taken over.`
      : null,
  );
  return { age: now, windows: nearer ?? windows };
}

const meets = ({ start }: Window, converted: number) => start === null || start > converted;

/** The windows with those narrowed that reach into what is converted; null where one of them cannot be. */
function windowsBefore(room: Room, windows: readonly Window[], converted: number): readonly Window[] | null {
  const narrowed = windows.flatMap((window) =>
    meets(window, converted) ? (windowBefore(room, window, converted) ?? []) : [window],
  );
  return narrowed.length === windows.length ? narrowed : null;
}

/** For chunks that are dropped before they are converted. */
function halfOfKept(room: Room, now: number, least: number): number {
  const { member, ownKept } = room;
  const half = ownKept / 2;
  const fits = half >= least;
  tell(
    room,
    `Chunks are converted after ${words(member, now)} and dropped after ${words(member, ownKept)}: none is ever converted.`,
    fits ? `They are converted after ${words(member, half)}, and stay as long again.` : null,
  );
  return fits ? half : now;
}

/**
 * The window, narrowed to what is not converted yet by the time it runs again. Null where rows are known to arrive
 * later than that, and where TimescaleDB would refuse the window or leave gaps between two runs.
 */
function windowBefore({ member, late }: Room, refresh: Window, converted: number): Window | null {
  const bucket = (member.aggregate && widestBucketUnits(member.aggregate)) ?? 0;
  if (bucket === 0) return null;
  const run = member.hypertable.isIntegerTime ? 0 : refresh.scheduleSeconds * SECOND_UNITS;
  const start = Math.floor((converted - run) / bucket) * bucket;
  const least = (refresh.end ?? 0) + Math.max(LEAST_BUCKETS * bucket, run);
  return start >= least && (late === 0 || start >= late + bucket) ? { ...refresh, start } : null;
}
