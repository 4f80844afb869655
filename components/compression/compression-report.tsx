'use client';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import { Histogram } from '@/components/charts/histogram';
import type { HistogramBin } from '@/components/charts/histogram-bins';
import { Waterfall } from '@/components/charts/waterfall';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { State } from '@/components/ui/state';
import { VirtualTable } from '@/components/ui/virtual-table';
import type { CompressionAnswer, CompressionRow } from '@/lib/api/compression';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { compressionColumns } from './compression-columns';
import { RatioOverTime } from './ratio-over-time';
import { verdict } from './verdict';
import { waterfallSteps } from './waterfall-steps';
import { WorstChunks } from './worst-chunks';

const LabPanel = dynamic(() => import('./lab/lab-panel').then((part) => part.LabPanel), { ssr: false });

/** Below this, compression barely pays for decompressing on writes (rule ratio-poor). */
const POOR_RATIO = 2;
const MOST_CHUNKS = 10;

export function CompressionReport({
  databaseId,
  answer,
  hypertables,
}: {
  readonly databaseId: string;
  readonly answer: CompressionAnswer;
  readonly hypertables: readonly CompressionRow[];
}) {
  const columns = useMemo(() => compressionColumns(databaseId), [databaseId]);
  const steps = useMemo(() => waterfallSteps(answer.waterfall ?? []), [answer.waterfall]);
  if (hypertables.length === 0) {
    return (
      <Card>
        <State kind="empty" title="This database has no hypertable, so there is nothing to compress yet." />
      </Card>
    );
  }
  return (
    <div className="flex flex-col gap-5">
      {steps.length > 0 && (
        <Card>
          <CardBody>
            <Waterfall
              title="Where the space goes"
              unit="bytes"
              summary={answer.totals ? verdict(answer.totals) : ''}
              steps={steps}
              format={bytes}
            />
            <p className="mt-2 max-w-prose text-faint text-xs">
              Solid is measured: sizes before compression from the catalog, sizes now from the files. Hatched
              is possible: estimated from the ratio of sibling chunks; each hypertable’s basis is in the table
              below.
            </p>
          </CardBody>
        </Card>
      )}
      <Card className="overflow-hidden">
        <CardHeader title="By hypertable" className="pb-3" />
        <VirtualTable
          label="Compression by hypertable"
          columns={columns}
          rows={hypertables}
          rowKey={({ hypertableId }) => String(hypertableId)}
          initialSort={{ id: 'saved', desc: true }}
          rowHeightPx={48}
          heightPx={560}
          minWidthPx={1040}
        />
      </Card>
      <div className="grid gap-5 lg:grid-cols-2">
        <Card>
          <CardBody>
            <RatioOverTime databaseId={databaseId} />
          </CardBody>
        </Card>
        <Card>
          <CardBody>
            <RatioHistogram answer={answer} />
          </CardBody>
        </Card>
      </div>
      {answer.worstChunks.length > 0 && (
        <Card className="overflow-hidden">
          <CardHeader
            title="Chunks that gained least"
            description="Compressed chunks with the lowest ratio; a link opens the chunk on its map."
            className="pb-2"
          />
          <WorstChunks databaseId={databaseId} chunks={answer.worstChunks.slice(0, MOST_CHUNKS)} />
        </Card>
      )}
      <LabPanel databaseId={databaseId} hypertables={hypertables} />
    </div>
  );
}

function RatioHistogram({ answer }: { readonly answer: CompressionAnswer }) {
  const bins = useMemo(
    (): HistogramBin[] => answer.ratioHistogram.map(({ from, to, chunks }) => ({ from, to, count: chunks })),
    [answer.ratioHistogram],
  );
  const all = bins.reduce((sum, bin) => sum + bin.count, 0);
  if (all === 0) return <State kind="empty" title="No compressed chunk was measured." />;
  const poor = bins.reduce((sum, { to, count: of }) => sum + (to !== null && to <= POOR_RATIO ? of : 0), 0);
  return (
    <Histogram
      title="Chunks by ratio"
      unit="before ÷ now"
      summary={`${count(all)} measured chunks, ${count(poor)} of them below ${POOR_RATIO}×`}
      bins={bins}
      binText={({ from, to }) => (to === null ? `${from}×+` : `${from}–${to}×`)}
      poorBelow={POOR_RATIO}
    />
  );
}
