'use client';
import { useQueries } from '@tanstack/react-query';
import type { Series } from '@/components/charts/series';
import { TimeSeries, type TimeSeriesProps } from '@/components/charts/time-series';
import { Skeleton } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import { type SeriesAnswer, seriesQuery } from '@/lib/api/series';

/** A sampled metric as a line; `max` where a bucket's average would hide what matters. */
export interface MetricLine {
  readonly metric: string;
  readonly label: string;
  readonly of?: 'average' | 'max';
}

/** Sampled metrics over time, asked for by themselves; what was not sampled stays a gap. */
export function MetricChart({
  databaseId,
  subject,
  lines,
  rangeSeconds,
  points,
  ...chart
}: {
  readonly databaseId: string;
  /** What the metrics are about; absent for the database itself. */
  readonly subject?: string;
  readonly lines: readonly MetricLine[];
  readonly rangeSeconds: number;
  readonly points?: number;
} & Omit<TimeSeriesProps, 'series'>) {
  const { series, isPending, error } = useQueries({
    queries: lines.map(({ metric }) =>
      seriesQuery(databaseId, {
        metric,
        rangeSeconds,
        ...(subject && { subject }),
        ...(points && { points }),
      }),
    ),
    combine: (answers) => ({
      series: lines.flatMap((line, at) => seriesOf(line, answers[at]?.data)),
      isPending: answers.some((answer) => answer.isPending),
      error: answers.find((answer) => answer.error)?.error ?? null,
    }),
  });
  if (isPending) return <Skeleton className="h-52" />;
  if (series.length === 0)
    return (
      <State kind="unknown" title="History is not available.">
        {error?.message}
      </State>
    );
  return <TimeSeries {...chart} series={series} />;
}

function seriesOf({ metric, label, of = 'average' }: MetricLine, answer: SeriesAnswer | undefined): Series[] {
  return answer
    ? [{ id: metric, label, points: answer.points.map((point) => ({ at: point.at, value: point[of] })) }]
    : [];
}
