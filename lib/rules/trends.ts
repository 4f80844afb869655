import { METRICS, type Metric } from '@/lib/derive/metrics';
import { subjectText } from '@/lib/derive/subject-text';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import type { NotRun, Trend, TrendHours, Trends } from './rule';

/** Half of the hour that is looked at: less may be one burst. */
const LEAST_WINDOW_SECONDS = 1_800;
/** Two samples are a line, not a trend. */
const LEAST_SAMPLES = 3;
/** Of more than one hour: what was not watched may have been otherwise, and a restart of ours is not much of it. */
const LEAST_WATCHED_RATIO = 0.8;
const HOUR_SECONDS = 3_600;

export interface SubjectTrend extends Trend {
  readonly metric: string;
  /** As in a finding's key; empty for the database itself. */
  readonly subject: string;
  /** How far back was asked. */
  readonly hours: TrendHours;
  /** Clock hours that hold a sample, the one that has begun among them. */
  readonly watchedHours: number;
}

/** What history says of the hours before, or why it says nothing. */
export type ReadTrends =
  | readonly SubjectTrend[]
  | { readonly unavailable: string; readonly isWaiting?: true };

/** For a snapshot that is judged by itself. */
export const SINGLE_SNAPSHOT: ReadTrends = {
  unavailable: 'It judges by the hours before, which a single snapshot does not tell',
  isWaiting: true,
};

/** What history read, as rules ask for it. */
export function trendsOf(read: ReadTrends): Trends {
  if ('unavailable' in read) {
    const { unavailable, ...rest } = read;
    return () => ({ notRun: unavailable, ...rest });
  }
  const known = new Map(read.map((trend) => [keyOf(trend.metric, trend.subject, trend.hours), trend]));
  return (metric, subject = [], hours = 1) => {
    const trend = known.get(keyOf(metric, subjectText(subject), hours));
    if (!trend)
      return { notRun: `${titleOf(metric)}: not sampled within ${lastHours(hours)}`, isWaiting: true };
    return (hours === 1 ? tooShortOfAnHour(metric, trend) : tooShort(metric, trend)) ?? trend;
  };
}

/** What a metric is called where people read: what stands behind a semicolon tells how its subjects are named. */
const titleOf = (metric: Metric) => METRICS[metric].replace(/;.*/s, '');
const keyOf = (metric: string, subject: string, hours: TrendHours) => `${metric} ${hours} ${subject}`;
const lastHours = (hours: TrendHours) => (hours === 1 ? 'the last hour' : `the last ${hours} hours`);

function tooShortOfAnHour(metric: Metric, { samples, windowSeconds }: SubjectTrend): NotRun | null {
  if (windowSeconds >= LEAST_WINDOW_SECONDS && samples >= LEAST_SAMPLES) return null;
  const watched = counted(Math.floor(windowSeconds / 60), 'minute');
  return {
    notRun: `${titleOf(metric)}: watched for ${watched} of the last hour (${counted(samples, 'sample')}); it takes ${LEAST_WINDOW_SECONDS / 60} minutes and ${LEAST_SAMPLES} samples`,
    isWaiting: true,
  };
}

/** Hours without a sample do not count, wherever they lie. */
function tooShort(metric: Metric, { hours, windowSeconds, watchedHours }: SubjectTrend): NotRun | null {
  const watchedSeconds = Math.min(windowSeconds, watchedHours * HOUR_SECONDS);
  const leastSeconds = Math.round(LEAST_WATCHED_RATIO * hours * HOUR_SECONDS);
  if (watchedSeconds >= leastSeconds) return null;
  return {
    notRun: `${titleOf(metric)}: watched for ${duration(watchedSeconds)} of ${lastHours(hours)}; it takes ${duration(leastSeconds)}`,
    isWaiting: true,
  };
}
