'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import type { Series } from '@/components/charts/series';
import { TimeSeries } from '@/components/charts/time-series';
import { Card, CardHeader } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import { SkeletonRows } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import { type SeriesAnswer, seriesQuery } from '@/lib/api/series';

const RANGES = { '1h': 3_600, '24h': 86_400, '7d': 604_800, '30d': 2_592_000 } as const;
const RANGE_NAMES = ['1h', '24h', '7d', '30d'] as const;

export interface HistoryChart {
  readonly title: string;
  readonly unit: string;
  readonly format: (value: number | null) => string;
  readonly scaleBase?: 1_000 | 1_024;
  /** At most three, as metric and label. */
  readonly lines: readonly (readonly [metric: string, label: string])[];
}

/** Charts of sampled metrics over one range; what was not sampled stays a gap. */
export function HistoryCharts({
  databaseId,
  charts,
}: {
  readonly databaseId: string;
  readonly charts: readonly HistoryChart[];
}) {
  const [range, setRange] = useQueryState('range', parseAsStringLiteral(RANGE_NAMES).withDefault('24h'));
  return (
    <Card>
      <CardHeader
        title="History"
        aside={
          <Segmented
            label="Range"
            segments={RANGE_NAMES.map((id) => ({ id, label: id, title: `The last ${id}` }))}
            value={range}
            onChange={setRange}
          />
        }
      />
      <div className="grid gap-6 px-5 py-4 lg:grid-cols-2">
        {charts.map((chart) => (
          <Chart key={chart.title} databaseId={databaseId} chart={chart} rangeSeconds={RANGES[range]} />
        ))}
      </div>
    </Card>
  );
}

function Chart({
  databaseId,
  chart: { title, unit, format, scaleBase, lines },
  rangeSeconds,
}: {
  readonly databaseId: string;
  readonly chart: HistoryChart;
  readonly rangeSeconds: number;
}) {
  // A fixed number of questions, whatever is asked: hooks may not come and go.
  const [a, b, c] = [0, 1, 2].map((at) => lines[at]?.[0]);
  const first = useQuery(seriesQuery(databaseId, { metric: a ?? '', rangeSeconds }));
  const second = useQuery({
    ...seriesQuery(databaseId, { metric: b ?? '', rangeSeconds }),
    enabled: b !== undefined,
  });
  const third = useQuery({
    ...seriesQuery(databaseId, { metric: c ?? '', rangeSeconds }),
    enabled: c !== undefined,
  });
  const series = useMemo(
    () => [first.data, second.data, third.data].flatMap((answer, at) => line(lines[at]?.[1] ?? '', answer)),
    [first.data, second.data, third.data, lines],
  );
  if (first.isPending) return <SkeletonRows rows={4} />;
  if (first.isError && !first.data)
    return (
      <State kind="unknown" title="History is not available.">
        {first.error.message}.
      </State>
    );
  return (
    <TimeSeries title={title} unit={unit} series={series} format={format} {...(scaleBase && { scaleBase })} />
  );
}

function line(label: string, answer: SeriesAnswer | undefined): Series[] {
  return answer && label !== ''
    ? [{ id: label, label, points: answer.points.map(({ at, average }) => ({ at, value: average })) }]
    : [];
}
