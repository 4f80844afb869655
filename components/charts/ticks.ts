import type { Viewport } from './chunk-map/viewport';

export interface Tick {
  readonly units: number;
  readonly label: string;
  /** Begins a larger unit: a day among hours, a year among months. */
  readonly isMajor: boolean;
}

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;
// 1970 began on a Thursday.
const FIRST_MONDAY = 4 * DAY;

interface TimeStep {
  /** In microseconds; for months, their usual length, to choose by. */
  readonly units: number;
  readonly months?: number;
}

const TIME_STEPS: readonly TimeStep[] = [
  ...[1, 5, 15, 30, 60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200].map((s) => ({ units: s * SECOND })),
  ...[1, 2, 7, 14].map((days) => ({ units: days * DAY })),
  ...[1, 3, 6, 12, 24, 60, 120, 240].map((months) => ({ units: months * 30.44 * DAY, months })),
];

const TEXT = {
  time: new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' }),
  second: new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' }),
  day: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }),
  month: new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' }),
  year: new Intl.DateTimeFormat('en-GB', { year: 'numeric', timeZone: 'UTC' }),
};

/** Marks of a time axis in UTC, at most `most`, at round instants; a new day, month or year names itself. */
export function timeTicks(view: Viewport, most: number): Tick[] {
  const span = view.to - view.from;
  const step = TIME_STEPS.find(({ units }) => span / units <= most) ?? {
    units: 6_000 * 30.44 * DAY,
    months: 6_000,
  };
  const ticks: Tick[] = [];
  for (let at = firstTime(view.from, step); at <= view.to && ticks.length < 100; at = nextTime(at, step)) {
    if (at >= view.from) ticks.push({ units: at, ...timeLabel(at, step) });
  }
  return ticks;
}

function firstTime(from: number, step: TimeStep): number {
  if (!step.months) {
    const offset = step.units % (7 * DAY) === 0 ? FIRST_MONDAY : 0;
    return Math.ceil((from - offset) / step.units) * step.units + offset;
  }
  const date = new Date(from / 1_000);
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth();
  return monthStart(Math.floor(months / step.months) * step.months);
}

function nextTime(at: number, step: TimeStep): number {
  if (!step.months) return at + step.units;
  const date = new Date(at / 1_000);
  return monthStart(date.getUTCFullYear() * 12 + date.getUTCMonth() + step.months);
}

function monthStart(months: number): number {
  const date = new Date(0);
  date.setUTCFullYear(Math.floor(months / 12), months % 12, 1);
  return date.getTime() * 1_000;
}

function timeLabel(at: number, step: TimeStep): { label: string; isMajor: boolean } {
  const date = new Date(at / 1_000);
  const isNewYear = date.getUTCMonth() === 0 && date.getUTCDate() === 1 && at % DAY === 0;
  if (isNewYear) return { label: TEXT.year.format(date), isMajor: true };
  if (step.months) return { label: TEXT.month.format(date), isMajor: false };
  const isNewDay = at % DAY === 0;
  if (isNewDay) return { label: TEXT.day.format(date), isMajor: step.units < DAY || date.getUTCDate() === 1 };
  return { label: (step.units < 60 * SECOND ? TEXT.second : TEXT.time).format(date), isMajor: false };
}

const INTEGER = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 3 });

/** Marks of an integer axis, at most `most`, at 1, 2 or 5 times a power of ten. */
export function integerTicks(view: Viewport, most: number): Tick[] {
  const rough = (view.to - view.from) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const step = [1, 2, 5, 10].map((n) => n * power).find((candidate) => candidate >= rough) ?? power * 10;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(view.from / step) * step; at <= view.to && ticks.length < 100; at += step) {
    // Zero may arrive as −0, which would be written with its sign.
    ticks.push({ units: at, label: (step >= 1_000 ? COMPACT : INTEGER).format(at + 0), isMajor: false });
  }
  return ticks;
}
