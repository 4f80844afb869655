'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { TimeSeries } from '@/components/charts/time-series';
import { Skeleton } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import { seriesQuery } from '@/lib/api/series';
import { times } from '@/lib/format/ratio';

const WEEK_SECONDS = 604_800;

/** The ratio over all measured chunks in the last seven days. */
export function RatioOverTime({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(seriesQuery(databaseId, { metric: 'columnstoreRatio', rangeSeconds: WEEK_SECONDS }));
  const series = useMemo(
    () => [
      {
        id: 'ratio',
        label: 'ratio',
        points: (query.data?.points ?? []).map(({ at, average }) => ({ at, value: average })),
      },
    ],
    [query.data],
  );
  if (query.isPending) return <Skeleton className="h-52" />;
  if (!query.data) {
    return (
      <State kind="unknown" title="History is not available.">
        {query.error?.message}
      </State>
    );
  }
  return <TimeSeries title="Ratio over seven days" unit="before ÷ now" series={series} format={times} />;
}
