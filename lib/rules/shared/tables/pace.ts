import type { Metric } from '@/lib/derive/metrics';
import type { Trend, TrendRequest, Trends } from '../../rule';

/** A week holds what happens once a week; a day is the least: of one busy hour nobody may tell the days left. */
const WEEK_HOURS = 168;
const DAY_HOURS = 24;
const DAY_SECONDS = 86_400;

export interface Pace {
  readonly trend: Trend;
  readonly of: 'week' | 'day';
}

/** What a rule declares that asks for the pace of a metric. */
export const paceTrends = (metric: Metric): readonly TrendRequest[] => [
  { metric, hours: WEEK_HOURS },
  { metric, hours: DAY_HOURS },
];

/** How a value went within the last week, or the last day where no more is known; null where neither was watched. */
export function paceOf(metric: Metric, subject: readonly string[], trends: Trends): Pace | null {
  const week = trends(metric, subject, WEEK_HOURS);
  if (!('notRun' in week)) return { trend: week, of: 'week' };
  const day = trends(metric, subject, DAY_HOURS);
  return 'notRun' in day ? null : { trend: day, of: 'day' };
}

/** What it gained a day; negative where it fell. */
export const perDay = ({ first, last, windowSeconds }: Trend): number =>
  ((last - first) / windowSeconds) * DAY_SECONDS;

/**
 * What a database's own metric gains a day, the slower of a week's and a day's: one load within the week is no pace, nor is
 * a busy day, and what goes on shows in both. Null while one of them is not known.
 */
export function steadyPerDay(metric: Metric, trends: Trends): number | null {
  const week = trends(metric, [], WEEK_HOURS);
  const day = trends(metric, [], DAY_HOURS);
  return 'notRun' in week || 'notRun' in day ? null : Math.min(perDay(week), perDay(day));
}
