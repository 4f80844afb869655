/** Ages from the present, in seconds, or in units of an integer dimension, on a logarithmic scale: hours and years on one axis. */
export interface AgeAxis {
  /** Ages nearer than this are drawn at the present's edge. */
  readonly nearest: number;
  readonly furthest: number;
  readonly ticks: readonly { readonly age: number; readonly label: string }[];
}

const TIME_TICKS = [
  [60, '1 min'],
  [600, '10 min'],
  [3_600, '1 h'],
  [6 * 3_600, '6 h'],
  [86_400, '1 d'],
  [7 * 86_400, '7 d'],
  [30 * 86_400, '30 d'],
  [90 * 86_400, '90 d'],
  [365 * 86_400, '1 y'],
  [5 * 365 * 86_400, '5 y'],
  [20 * 365 * 86_400, '20 y'],
] as const;

const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 2 });

/** An axis on which all of `ages` have room, with a little more on both sides. */
export function ageAxis(ages: readonly number[], isIntegerTime: boolean): AgeAxis {
  const positive = ages.filter((age) => age > 0 && Number.isFinite(age));
  const nearest = Math.min(...positive, isIntegerTime ? Number.POSITIVE_INFINITY : 3_600) / 2;
  const furthest = Math.max(...positive, isIntegerTime ? 1 : 86_400) * 2;
  const from = Number.isFinite(nearest) ? nearest : 1;
  const ticks = isIntegerTime ? powerTicks(from, furthest) : timeTicks(from, furthest);
  return { nearest: from, furthest, ticks };
}

function timeTicks(from: number, to: number) {
  return TIME_TICKS.filter(([age]) => age >= from && age <= to).map(([age, label]) => ({ age, label }));
}

function powerTicks(from: number, to: number) {
  const first = Math.ceil(Math.log10(from));
  const count = Math.max(0, Math.floor(Math.log10(to)) - first + 1);
  return Array.from({ length: count }, (_, i) => ({
    age: 10 ** (first + i),
    label: SHORT.format(10 ** (first + i)),
  }));
}

/** Where an age stands, 0 at the left (the furthest) to 1 at the present; null is the open end on the left. */
export function agePlace(age: number | null, { nearest, furthest }: AgeAxis): number {
  if (age === null) return 0;
  if (age <= nearest) return 1;
  return Math.min(1, Math.max(0, 1 - Math.log(age / nearest) / Math.log(furthest / nearest)));
}
