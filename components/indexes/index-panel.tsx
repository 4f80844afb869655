'use client';
import { MetricChart } from '@/components/history/metric-chart';
import { FindingLinks } from '@/components/hypertable/finding-links';
import { Button } from '@/components/ui/button';
import { Card, CardHeader } from '@/components/ui/card';
import { SqlBlock } from '@/components/ui/sql-block';
import { bytes } from '@/lib/format/bytes';
import { rate } from '@/lib/format/rate';
import type { IndexRow } from './index-row';

const WEEK_SECONDS = 604_800;
const TABLE_INDEX = {
  size: [{ metric: 'tableIndexBytes', label: 'bytes', of: 'max' }],
  scans: [{ metric: 'tableIndexScansPerSecond', label: 'scans' }],
} as const;
const HYPERTABLE_INDEX = {
  size: [{ metric: 'hypertableIndexBytes', label: 'bytes', of: 'max' }],
  scans: [{ metric: 'hypertableIndexScansPerSecond', label: 'scans' }],
} as const;

/** One index: its definition, its size and scans over a week, and what is said about it. */
export function IndexPanel({
  databaseId,
  row,
  onClose,
}: {
  readonly databaseId: string;
  readonly row: IndexRow;
  readonly onClose: () => void;
}) {
  const { size, scans } = row.kind === 'hypertable' ? HYPERTABLE_INDEX : TABLE_INDEX;
  const asked = { databaseId, subject: row.subject, rangeSeconds: WEEK_SECONDS, heightPx: 140 };
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title={<span className="break-all">{row.name}</span>}
        description={`of ${row.schema}.${row.tableName}${row.isConstraint ? '; a constraint needs it' : ''}`}
        aside={
          <Button size="sm" onClick={onClose}>
            Close
          </Button>
        }
      />
      <div className="px-5 py-4">
        <SqlBlock sql={`${row.definition};`} title="Definition" />
      </div>
      <div className="grid gap-5 px-5 pb-4 lg:grid-cols-2">
        <MetricChart
          {...asked}
          title="Size over seven days"
          unit="bytes"
          lines={size}
          format={bytes}
          scaleBase={1_024}
        />
        <MetricChart {...asked} title="Scans over seven days" unit="a second" lines={scans} format={rate} />
      </div>
      <FindingLinks databaseId={databaseId} findings={row.findings} label="Findings about this index" />
    </Card>
  );
}
