'use client';
import { MetricChart } from '@/components/history/metric-chart';
import { times } from '@/lib/format/ratio';

const WEEK_SECONDS = 604_800;
const LINES = [{ metric: 'columnstoreRatio', label: 'ratio' }];

/** The ratio over all measured chunks in the last seven days. */
export function RatioOverTime({ databaseId }: { readonly databaseId: string }) {
  return (
    <MetricChart
      databaseId={databaseId}
      title="Ratio over seven days"
      unit="before ÷ now"
      lines={LINES}
      rangeSeconds={WEEK_SECONDS}
      format={times}
    />
  );
}
