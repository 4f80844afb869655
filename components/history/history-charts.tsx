'use client';
import type { ScaleBase } from '@/components/charts/scale-steps';
import { Card, CardHeader } from '@/components/ui/card';
import { MetricChart, type MetricLine } from './metric-chart';
import { RANGES, type RangeName, RangePicker, useRange } from './range';

export interface HistoryChart {
  readonly title: string;
  readonly unit: string;
  readonly format: (value: number | null) => string;
  readonly scaleBase?: ScaleBase;
  readonly leastPeak?: number;
  /** What its metrics are about; absent for the database itself. */
  readonly subject?: string;
  readonly lines: readonly MetricLine[];
}

/** Charts of metrics over one range. */
export function HistoryCharts({
  databaseId,
  charts,
  firstRange,
}: {
  readonly databaseId: string;
  readonly charts: readonly HistoryChart[];
  /** How far back they reach until another is chosen; a day where nothing is said. */
  readonly firstRange?: RangeName;
}) {
  const { name, rangeSeconds, setName } = useRange(RANGES, firstRange);
  return (
    <Card>
      <CardHeader title="History" aside={<RangePicker name={name} onChange={setName} />} />
      <div className="grid gap-6 px-5 py-4 lg:grid-cols-2">
        {charts.map((chart) => (
          <MetricChart key={chart.title} databaseId={databaseId} rangeSeconds={rangeSeconds} {...chart} />
        ))}
      </div>
    </Card>
  );
}
