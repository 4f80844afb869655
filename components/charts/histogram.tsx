'use client';
import dynamic from 'next/dynamic';
import { memo } from 'react';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { count } from '@/lib/format/count';
import { ChartFigure } from './chart-figure';
import type { HistogramBin } from './histogram-bins';

const HistogramPlot = dynamic(() => import('./histogram-plot'), { ssr: false });

/** How often each size occurs. Bins from `poorBelow` down are hatched: they are what the chart is looked at for. */
export const Histogram = memo(function Histogram({
  title,
  unit,
  summary,
  bins,
  binText,
  poorBelow,
  heightPx = 180,
}: {
  readonly title: string;
  readonly unit: string;
  readonly summary: string;
  readonly bins: readonly HistogramBin[];
  readonly binText: (bin: HistogramBin) => string;
  readonly poorBelow?: number;
  readonly heightPx?: number;
}) {
  return (
    <ChartFigure
      title={title}
      unit={unit}
      summary={summary}
      heightPx={heightPx}
      table={() => (
        <Table label={title}>
          <thead>
            <tr>
              <Th>{unit}</Th>
              <Th align="end">Count</Th>
            </tr>
          </thead>
          <tbody>
            {bins.map((bin) => (
              <Tr key={bin.from}>
                <Td>{binText(bin)}</Td>
                <Td align="end">{count(bin.count)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    >
      {(widthPx) => (
        <HistogramPlot
          rows={bins.map((bin) => ({
            text: binText(bin),
            count: bin.count,
            isPoor: poorBelow !== undefined && bin.to !== null && bin.to <= poorBelow,
          }))}
          widthPx={widthPx}
          heightPx={heightPx}
        />
      )}
    </ChartFigure>
  );
});
