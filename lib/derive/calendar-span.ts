const DAY_UNITS = 86_400_000_000;
const MONTHS_A_YEAR = 12;
/** PostgreSQL's `extract(epoch)` counts 30 days for a month and 365¼ for twelve. */
const EPOCH_MONTH_DAYS = 30;
const EPOCH_YEAR_DAYS = 365.25;
/** Days of so many months in a row at their shortest (from February on) and at their longest (July to January). */
const FEWEST_DAYS = [0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334];
const MOST_DAYS = [0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337];
const EPOCH_DAYS = FEWEST_DAYS.map((_, months) => months * EPOCH_MONTH_DAYS);

/** A distance as `extract(epoch)` counts it, with the text that says whether there are months in it. */
export interface CalendarDistance {
  /** Microseconds, or units of integer time. */
  readonly units: number;
  /** The interval as the policy's configuration, or the bucket, spells it. */
  readonly text: unknown;
}

/** Months count 28 to 31 days, whatever `extract(epoch)` says: at the shortest time of the calendar. */
export function shortestUnits(distance: CalendarDistance): number {
  const months = monthsIn(distance.text);
  return fixedUnits(distance, months) + DAY_UNITS * fewestDays(months);
}

/** The same distance at the longest time of the calendar. */
export function longestUnits(distance: CalendarDistance): number {
  const months = monthsIn(distance.text);
  return fixedUnits(distance, months) + DAY_UNITS * mostDays(months);
}

/** The same distance back from an instant, as PostgreSQL counts it in UTC: in a month without that day to its last. */
export function unitsBefore(nowMs: number, distance: CalendarDistance): number {
  const months = monthsIn(distance.text);
  if (months === 0) return distance.units;
  const now = new Date(nowMs);
  const before = new Date(nowMs);
  before.setUTCMonth(now.getUTCMonth() - months, 1);
  const lastDay = new Date(Date.UTC(before.getUTCFullYear(), before.getUTCMonth() + 1, 0)).getUTCDate();
  before.setUTCDate(Math.min(now.getUTCDate(), lastDay));
  return fixedUnits(distance, months) + (nowMs - before.getTime()) * 1_000;
}

/**
 * `never`, `always`, or `sometimes`: only in some months of the calendar is `a` longer than `b`. Both count back from
 * the same instant, so that months which both have are equally long.
 */
export function isLonger(a: CalendarDistance, b: CalendarDistance): 'never' | 'sometimes' | 'always' {
  const [aMonths, bMonths] = [monthsIn(a.text), monthsIn(b.text)];
  const fixed = fixedUnits(a, aMonths) - fixedUnits(b, bMonths);
  const [more, less] = [Math.max(0, aMonths - bMonths), Math.max(0, bMonths - aMonths)];
  if (fixed + DAY_UNITS * (fewestDays(more) - mostDays(less)) > 0) return 'always';
  return fixed + DAY_UNITS * (mostDays(more) - fewestDays(less)) > 0 ? 'sometimes' : 'never';
}

const fewestDays = (months: number) => days(months, 365, FEWEST_DAYS);
const mostDays = (months: number) => days(months, 366, MOST_DAYS);

function days(months: number, yearDays: number, ofMonths: readonly number[]): number {
  return Math.floor(months / MONTHS_A_YEAR) * yearDays + (ofMonths[months % MONTHS_A_YEAR] ?? 0);
}

/** What is left without the months. */
const fixedUnits = ({ units }: CalendarDistance, months: number) =>
  months === 0 ? units : units - DAY_UNITS * days(months, EPOCH_YEAR_DAYS, EPOCH_DAYS);

/** The months of an interval in any of PostgreSQL's four output styles: `1 year 2 mons`, `@ 14 mons`, `P1Y2M`, `1-2`. */
function monthsIn(text: unknown): number {
  if (typeof text !== 'string') return 0;
  const [, standardYears, standardMonths] = /^\+?(\d+)-(\d+)(?:\s|$)/.exec(text) ?? [];
  const [, isoYears, isoMonths] = /^P(?:(\d+)Y)?(?:(\d+)M)?/.exec(text) ?? [];
  const [, years] = /(\d+) *y(?:ea)?rs?\b/i.exec(text) ?? [];
  const [, months] = /(\d+) *mon(?:th)?s?\b/i.exec(text) ?? [];
  return (
    MONTHS_A_YEAR * Number(standardYears ?? isoYears ?? years ?? 0) +
    Number(standardMonths ?? isoMonths ?? months ?? 0)
  );
}
