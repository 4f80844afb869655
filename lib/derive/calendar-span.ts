/**
 * A policy's interval may hold months, which are 28 to 31 days long, while PostgreSQL's `extract(epoch)` counts 30.
 * The four output styles of intervals: `1 mon`, `1 year`, `P1M`, `1-0`.
 */
const holdsMonths = (text: unknown): boolean =>
  typeof text === 'string' && (/mon|year|^-?\+?\d+-\d+/i.test(text) || /^P[^T]*[YM]/.test(text));

export interface CalendarDistance {
  readonly units: number;
  /** The interval as the policy's configuration spells it. */
  readonly text: unknown;
}

/** `never`, `always`, or `sometimes`: only in some months of the calendar is `a` longer than `b`. */
export function isLonger(a: CalendarDistance, b: CalendarDistance): 'never' | 'sometimes' | 'always' {
  const [aMonths, bMonths] = [holdsMonths(a.text), holdsMonths(b.text)];
  if (aMonths === bMonths) return a.units > b.units ? 'always' : 'never';
  const shortest = ({ units }: CalendarDistance, months: boolean) => (months ? (units * 28) / 30 : units);
  const longest = ({ units }: CalendarDistance, months: boolean) => (months ? (units * 31) / 30 : units);
  if (shortest(a, aMonths) > longest(b, bMonths)) return 'always';
  return longest(a, aMonths) > shortest(b, bMonths) ? 'sometimes' : 'never';
}
