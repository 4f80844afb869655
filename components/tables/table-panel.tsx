'use client';
import Link from 'next/link';
import { MetricChart, type MetricLine } from '@/components/history/metric-chart';
import { FindingLinks } from '@/components/hypertable/finding-links';
import { hypertableHref } from '@/components/hypertables/hypertable-href';
import { Button } from '@/components/ui/button';
import { Card, CardHeader } from '@/components/ui/card';
import type { TableSummary } from '@/lib/api/tables';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';

const WEEK_SECONDS = 604_800;
const HYPERTABLE_SIZE: readonly MetricLine[] = [{ metric: 'totalBytes', label: 'bytes', of: 'max' }];
const TABLE_SIZE: readonly MetricLine[] = [{ metric: 'tableBytes', label: 'bytes', of: 'max' }];
const DEAD_ROWS: readonly MetricLine[] = [{ metric: 'tableDeadRows', label: 'rows', of: 'max' }];

/** One table: what is said about it, and its size and dead rows over a week. */
export function TablePanel({
  databaseId,
  table,
  onClose,
}: {
  readonly databaseId: string;
  readonly table: TableSummary;
  readonly onClose: () => void;
}) {
  const { schema, name, kind, heapBytes, toastBytes, indexBytes, findings } = table;
  const isHypertable = kind === 'hypertable';
  const asked = { databaseId, subject: table.subject, rangeSeconds: WEEK_SECONDS, heightPx: 140 };
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title={
          <span className="break-all">
            {schema}.{name}
          </span>
        }
        description={
          heapBytes === null
            ? `${bytes(table.totalBytes)} in ${counted(table.parts, 'chunk')}`
            : `${bytes(heapBytes)} rows, ${bytes(toastBytes)} TOAST, ${bytes(indexBytes)} indexes`
        }
        aside={
          <Button size="sm" onClick={onClose}>
            Close
          </Button>
        }
      />
      {isHypertable && (
        <p className="px-5 pt-3 text-sm">
          <Link href={hypertableHref(databaseId, schema, name)} className="underline">
            Open the hypertable
          </Link>
        </p>
      )}
      <div className="grid gap-5 px-5 py-4 lg:grid-cols-2">
        <MetricChart
          {...asked}
          title="Size over seven days"
          unit="bytes"
          lines={isHypertable ? HYPERTABLE_SIZE : TABLE_SIZE}
          format={bytes}
          scaleBase={1_024}
        />
        {!isHypertable && (
          <MetricChart
            {...asked}
            title="Dead rows over seven days"
            unit="rows"
            lines={DEAD_ROWS}
            format={count}
          />
        )}
      </div>
      <FindingLinks databaseId={databaseId} findings={findings} label="Findings about this table" />
    </Card>
  );
}
