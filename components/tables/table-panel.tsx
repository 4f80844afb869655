'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useMemo } from 'react';
import { TimeSeries } from '@/components/charts/time-series';
import { FindingLinks } from '@/components/hypertable/finding-links';
import { hypertableHref } from '@/components/hypertables/hypertable-href';
import { Button } from '@/components/ui/button';
import { Card, CardHeader } from '@/components/ui/card';
import { Skeleton } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import { seriesQuery } from '@/lib/api/series';
import type { TableSummary } from '@/lib/api/tables';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';

const WEEK_SECONDS = 604_800;

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
            ? `${bytes(table.totalBytes)} in ${count(table.parts)} chunks`
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
        <History
          databaseId={databaseId}
          metric={isHypertable ? 'totalBytes' : 'tableBytes'}
          table={table}
          title="Size over seven days"
          unit="bytes"
          format={bytes}
        />
        {!isHypertable && (
          <History
            databaseId={databaseId}
            metric="tableDeadRows"
            table={table}
            title="Dead rows over seven days"
            unit="rows"
            format={count}
          />
        )}
      </div>
      <FindingLinks databaseId={databaseId} findings={findings} label="Findings about this table" />
    </Card>
  );
}

function History({
  databaseId,
  metric,
  table,
  title,
  unit,
  format,
}: {
  readonly databaseId: string;
  readonly metric: string;
  readonly table: TableSummary;
  readonly title: string;
  readonly unit: 'bytes' | 'rows';
  readonly format: (value: number | null) => string;
}) {
  const query = useQuery(
    seriesQuery(databaseId, { metric, subject: table.subject, rangeSeconds: WEEK_SECONDS }),
  );
  const series = useMemo(
    () => [
      {
        id: metric,
        label: unit,
        points: (query.data?.points ?? []).map(({ at, max }) => ({ at, value: max })),
      },
    ],
    [query.data, metric, unit],
  );
  if (query.isPending) return <Skeleton className="h-44" />;
  if (!query.data)
    return (
      <State kind="unknown" title="History is not available.">
        {query.error?.message}
      </State>
    );
  return (
    <TimeSeries
      title={title}
      unit={unit}
      series={series}
      format={format}
      {...(unit === 'bytes' && { scaleBase: 1_024 as const })}
      heightPx={140}
    />
  );
}
