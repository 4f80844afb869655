'use client';
import { MetricChart } from '@/components/history/metric-chart';
import { type RangeName, RangePicker, useRange } from '@/components/history/range';
import { duration } from '@/lib/format/duration';
import { rate } from '@/lib/format/rate';

const RANGES: readonly RangeName[] = ['6h', '24h', '7d', '30d'];
const POINTS = 120;
const TIME = [{ metric: 'statementSecondsPerCall', label: 'a call takes' }];
const RATES = [
  { title: 'Calls', lines: [{ metric: 'statementCallsPerSecond', label: 'calls' }] },
  { title: 'Rows', lines: [{ metric: 'statementRowsPerSecond', label: 'rows' }] },
  { title: 'Blocks asked for', lines: [{ metric: 'statementBlocksPerSecond', label: 'blocks' }] },
];

/** A call's time, calls, rows and blocks over time, from history; what did not run stays a gap too. */
export function QueryCharts({
  databaseId,
  queryId,
}: {
  readonly databaseId: string;
  readonly queryId: string;
}) {
  const { name, rangeSeconds, setName } = useRange(RANGES);
  const asked = { databaseId, subject: queryId, rangeSeconds, points: POINTS };
  return (
    <div className="flex flex-col gap-6 px-5 py-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <RangePicker names={RANGES} name={name} onChange={setName} />
        <p className="text-faint text-xs">
          Sampled every five minutes, for the thirty texts that took the most time so far.
        </p>
      </div>
      <MetricChart
        {...asked}
        title="A call takes"
        unit="seconds"
        lines={TIME}
        format={duration}
        scaleBase={60}
      />
      <div className="grid gap-6 lg:grid-cols-3">
        {RATES.map(({ title, lines }) => (
          <MetricChart key={title} {...asked} title={title} unit="a second" lines={lines} format={rate} />
        ))}
      </div>
    </div>
  );
}
