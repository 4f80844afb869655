'use client';
import dynamic from 'next/dynamic';
import { memo } from 'react';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { ChartFigure } from './chart-figure';
import { type WaterfallStep, waterfallBars } from './waterfall-bars';

const WaterfallPlot = dynamic(() => import('./waterfall-plot'), { ssr: false });

const ROW_PX = 30;
const AXIS_PX = 28;

/** From one whole to another, one row a change: rows instead of columns, so that every name can be read. */
export const Waterfall = memo(function Waterfall({
  title,
  unit,
  summary,
  steps,
  format,
}: {
  readonly title: string;
  readonly unit: string;
  readonly summary: string;
  readonly steps: readonly WaterfallStep[];
  readonly format: (amount: number) => string;
}) {
  const bars = waterfallBars(steps);
  const heightPx = bars.length * ROW_PX + AXIS_PX;
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
              <Th>Step</Th>
              <Th align="end">Change</Th>
              <Th>What it is</Th>
            </tr>
          </thead>
          <tbody>
            {steps.map(({ id, label, amount, detail }) => (
              <Tr key={id}>
                <Td>{label}</Td>
                <Td align="end">{format(amount)}</Td>
                <Td className="text-muted">{detail ?? ''}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    >
      {(widthPx) => <WaterfallPlot bars={bars} format={format} widthPx={widthPx} heightPx={heightPx} />}
    </ChartFigure>
  );
});
