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
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';

const RANGES = { '6h': 21_600, '24h': 86_400, '7d': 604_800, '30d': 2_592_000 } as const;
const RANGE_NAMES = ['6h', '24h', '7d', '30d'] as const;
/** Rates of rare statements are below one. */
const rate = (value: number | null) => count(value === null ? null : Math.round(value * 1_000) / 1_000);

/** A call's time, calls, rows and blocks over time, from history; what was not sampled, or did not run, stays a gap. */
export function QueryCharts({
  databaseId,
  queryId,
}: {
  readonly databaseId: string;
  readonly queryId: string;
}) {
  const [range, setRange] = useQueryState('range', parseAsStringLiteral(RANGE_NAMES).withDefault('24h'));
  const ask = (metric: string) =>
    seriesQuery(databaseId, { metric, subject: queryId, rangeSeconds: RANGES[range], points: 120 });
  const time = useQuery(ask('statementSecondsPerCall'));
  const calls = useQuery(ask('statementCallsPerSecond'));
  const rows = useQuery(ask('statementRowsPerSecond'));
  const blocks = useQuery(ask('statementBlocksPerSecond'));
  const timeLine = useMemo(() => line('time', 'a call takes', time.data), [time.data]);
  const callLine = useMemo(() => line('calls', 'calls', calls.data), [calls.data]);
  const rowLine = useMemo(() => line('rows', 'rows', rows.data), [rows.data]);
  const blockLine = useMemo(() => line('blocks', 'blocks', blocks.data), [blocks.data]);
  if (time.isPending) return <SkeletonRows rows={5} />;
  if (time.isError && !time.data)
    return (
      <State kind="unknown" title="History is not available.">
        {time.error.message}. What is shown above does not depend on it.
      </State>
    );
  return (
    <div className="flex flex-col gap-6 px-5 py-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Segmented
          label="Range"
          segments={RANGE_NAMES.map((id) => ({ id, label: id, title: `The last ${id}` }))}
          value={range}
          onChange={setRange}
        />
        <p className="text-faint text-xs">
          Sampled every five minutes, for the thirty texts that took the most time so far.
        </p>
      </div>
      <TimeSeries title="A call takes" unit="seconds" series={timeLine} format={duration} />
      <div className="grid gap-6 lg:grid-cols-3">
        <TimeSeries title="Calls" unit="a second" series={callLine} format={rate} />
        <TimeSeries title="Rows" unit="a second" series={rowLine} format={rate} />
        <TimeSeries title="Blocks asked for" unit="a second" series={blockLine} format={rate} />
      </div>
    </div>
  );
}

function line(id: string, label: string, answer: SeriesAnswer | undefined): Series[] {
  return answer
    ? [{ id, label, points: answer.points.map(({ at, average }) => ({ at, value: average })) }]
    : [];
}
