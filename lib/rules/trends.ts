import { subjectText } from '@/lib/derive/subject-text';
import { counted } from '@/lib/format/count';
import type { NotRun, Trend, Trends } from './rule';

/** Half of the hour that is looked at: less may be one burst. */
const LEAST_WINDOW_SECONDS = 1_800;
/** Two samples are a line, not a trend. */
const LEAST_SAMPLES = 3;

export interface SubjectTrend extends Trend {
  readonly metric: string;
  /** As in a finding's key; empty for the database itself. */
  readonly subject: string;
}

/** What history says of the last hour, or why it says nothing. */
export type ReadTrends =
  | readonly SubjectTrend[]
  | { readonly unavailable: string; readonly isWaiting?: true };

/** For a snapshot that is judged by itself. */
export const SINGLE_SNAPSHOT: ReadTrends = {
  unavailable: 'It judges by the last hour, which a single snapshot does not tell',
  isWaiting: true,
};

/** What history read, as rules ask for it. */
export function trendsOf(read: ReadTrends): Trends {
  if ('unavailable' in read) {
    const { unavailable, ...rest } = read;
    return () => ({ notRun: unavailable, ...rest });
  }
  const known = new Map(read.map((trend) => [keyOf(trend.metric, trend.subject), trend]));
  return (metric, subject = []) => {
    const trend = known.get(keyOf(metric, subjectText(subject)));
    if (!trend) return { notRun: `${metric} was not sampled within the last hour`, isWaiting: true };
    if (trend.windowSeconds < LEAST_WINDOW_SECONDS || trend.samples < LEAST_SAMPLES) return tooShort(trend);
    return trend;
  };
}

const keyOf = (metric: string, subject: string) => `${metric} ${subject}`;

function tooShort({ metric, samples, windowSeconds }: SubjectTrend): NotRun {
  const watched = counted(Math.floor(windowSeconds / 60), 'minute');
  return {
    notRun: `${metric} was watched for ${watched} of the last hour (${counted(samples, 'sample')}); it takes ${LEAST_WINDOW_SECONDS / 60} minutes and ${LEAST_SAMPLES} samples`,
    isWaiting: true,
  };
}
