'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import type { Series } from '@/components/charts/series';
import { TimeSeries } from '@/components/charts/time-series';
import { Segmented } from '@/components/ui/segmented';
import { SkeletonRows } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import { type SeriesAnswer, seriesQuery } from '@/lib/api/series';
import { bytes } from '@/lib/format/bytes';
import { countShort } from '@/lib/format/count';
import { times } from '@/lib/format/ratio';

const RANGES = { '1h': 3_600, '24h': 86_400, '7d': 604_800, '30d': 2_592_000 } as const;
const RANGE_NAMES = ['1h', '24h', '7d', '30d'] as const;

/** Size, ratio and rows over time, from history; what was not sampled stays a gap. */
export function GrowthCharts({
  databaseId,
  subject,
}: {
  readonly databaseId: string;
  readonly subject: string;
}) {
  const [range, setRange] = useQueryState('range', parseAsStringLiteral(RANGE_NAMES).withDefault('24h'));
  const rangeSeconds = RANGES[range];
  const row = useQuery(seriesQuery(databaseId, { metric: 'rowBytes', subject, rangeSeconds }));
  const column = useQuery(seriesQuery(databaseId, { metric: 'columnBytes', subject, rangeSeconds }));
  const ratio = useQuery(seriesQuery(databaseId, { metric: 'ratio', subject, rangeSeconds }));
  const rows = useQuery(seriesQuery(databaseId, { metric: 'rows', subject, rangeSeconds }));
  const sizes = useMemo(
    () => [...line('row', 'rowstore', row.data), ...line('column', 'columnstore', column.data)],
    [row.data, column.data],
  );
  const ratios = useMemo(() => line('ratio', 'ratio', ratio.data), [ratio.data]);
  const counts = useMemo(() => line('rows', 'rows', rows.data), [rows.data]);
  if (row.isPending) return <SkeletonRows rows={5} />;
  if (row.isError && !row.data)
    return (
      <State kind="unknown" title="History is not available.">
        {row.error.message}. What is shown above does not depend on it.
      </State>
    );
  return (
    <div className="flex flex-col gap-6 px-5 py-4">
      <div>
        <Segmented
          label="Range"
          segments={RANGE_NAMES.map((id) => ({ id, label: id, title: `The last ${id}` }))}
          value={range}
          onChange={setRange}
        />
      </div>
      <TimeSeries title="Size" unit="bytes" series={sizes} format={bytes} scaleBase={1_024} />
      <div className="grid gap-6 lg:grid-cols-2">
        <TimeSeries title="Columnstore ratio" unit="before ÷ now" series={ratios} format={times} />
        <TimeSeries title="Rows" unit="estimated" series={counts} format={countShort} />
      </div>
    </div>
  );
}

function line(id: string, label: string, answer: SeriesAnswer | undefined): Series[] {
  return answer
    ? [{ id, label, points: answer.points.map(({ at, average }) => ({ at, value: average })) }]
    : [];
}
