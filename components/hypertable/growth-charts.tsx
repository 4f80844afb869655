'use client';
import { MetricChart } from '@/components/history/metric-chart';
import { RangePicker, useRange } from '@/components/history/range';
import { bytes } from '@/lib/format/bytes';
import { countShort } from '@/lib/format/count';
import { times } from '@/lib/format/ratio';

const SIZES = [
  { metric: 'rowBytes', label: 'rowstore' },
  { metric: 'columnBytes', label: 'columnstore' },
];
const RATIO = [{ metric: 'ratio', label: 'ratio' }];
const ROWS = [{ metric: 'rows', label: 'rows' }];

/** Size, ratio and rows over time, from history. */
export function GrowthCharts({
  databaseId,
  subject,
}: {
  readonly databaseId: string;
  readonly subject: string;
}) {
  const { name, rangeSeconds, setName } = useRange();
  const asked = { databaseId, subject, rangeSeconds };
  return (
    <div className="flex flex-col gap-6 px-5 py-4">
      <div>
        <RangePicker name={name} onChange={setName} />
      </div>
      <MetricChart {...asked} title="Size" unit="bytes" lines={SIZES} format={bytes} scaleBase={1_024} />
      <div className="grid gap-6 lg:grid-cols-2">
        <MetricChart {...asked} title="Columnstore ratio" unit="before ÷ now" lines={RATIO} format={times} />
        <MetricChart {...asked} title="Rows" unit="estimated" lines={ROWS} format={countShort} />
      </div>
    </div>
  );
}
