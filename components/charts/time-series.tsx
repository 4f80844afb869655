'use client';
import dynamic from 'next/dynamic';
import { memo, useDeferredValue } from 'react';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { instantShort } from '@/lib/format/instant';
import { ChartFigure } from './chart-figure';
import type { ScaleBase } from './scale-steps';
import type { Series } from './series';
import { seriesLook } from './series-looks';

const TimeSeriesPlot = dynamic(() => import('./time-series-plot'), { ssr: false });

export interface TimeSeriesProps {
  readonly title: string;
  /** The word for the unit: `bytes`, `seconds`, `ratio`. */
  readonly unit: string;
  /** At most four, of at most 240 points each: the server samples down to that. */
  readonly series: readonly Series[];
  readonly format: (value: number | null) => string;
  /** 1024 where the unit is bytes, 60 where it is seconds, so that the scale is round in what is read. */
  readonly scaleBase?: ScaleBase;
  /** The scale reaches at least this far, where a value has a known greatest. */
  readonly leastPeak?: number;
  readonly heightPx?: number;
  readonly headingLevel?: 'h2' | 'h3' | 'h4';
}

/** Lines over time in UTC. Missing samples are gaps; refreshed data is drawn when the page has time for it. */
export const TimeSeries = memo(function TimeSeries({
  title,
  unit,
  series,
  format,
  scaleBase = 1_000,
  leastPeak = 0,
  heightPx = 180,
  headingLevel,
}: TimeSeriesProps) {
  const deferred = useDeferredValue(series);
  return (
    <ChartFigure
      title={title}
      unit={`${unit}, UTC`}
      summary={summaryOf(deferred, format)}
      heightPx={heightPx}
      {...(headingLevel && { headingLevel })}
      table={() => <PointsTable title={title} series={deferred} format={format} />}
      legend={deferred.length > 1 && !isEmpty(deferred) && <SeriesLegend series={deferred} />}
    >
      {(widthPx) =>
        isEmpty(deferred) ? (
          <p className="grid h-full place-items-center rounded-md bg-sunken text-faint text-xs">
            Nothing recorded in this time
          </p>
        ) : (
          <TimeSeriesPlot
            series={deferred}
            format={format}
            scaleBase={scaleBase}
            leastPeak={leastPeak}
            widthPx={widthPx}
            heightPx={heightPx}
          />
        )
      }
    </ChartFigure>
  );
});

const isEmpty = (series: readonly Series[]) =>
  series.every(({ points }) => points.every(({ value }) => value === null));

function summaryOf(series: readonly Series[], format: (value: number | null) => string): string {
  return series
    .map(({ label, points }) => {
      const known = points.flatMap(({ value }) => (value === null ? [] : [value]));
      if (known.length === 0) return `${label}: nothing recorded`;
      return `${label}: from ${format(known[0] ?? null)} to ${format(known.at(-1) ?? null)}, highest ${format(Math.max(...known))}`;
    })
    .join('; ');
}

function SeriesLegend({ series }: { readonly series: readonly Series[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-muted text-xs">
      {series.map(({ id, label }, i) => (
        <li key={id} className="inline-flex items-center gap-1.5">
          <svg viewBox="0 0 20 4" aria-hidden="true" className="h-1 w-5">
            <path
              d="M0 2h20"
              stroke={seriesLook(i).stroke}
              strokeDasharray={seriesLook(i).dash}
              strokeWidth="2"
            />
          </svg>
          {label}
        </li>
      ))}
    </ul>
  );
}

function PointsTable({
  title,
  series,
  format,
}: {
  readonly title: string;
  readonly series: readonly Series[];
  readonly format: (value: number | null) => string;
}) {
  const instants = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].sort().reverse();
  const values = series.map(({ points }) => new Map(points.map(({ at, value }) => [at, value])));
  return (
    <Table label={title}>
      <thead>
        <tr>
          <Th>UTC</Th>
          {series.map(({ id, label }) => (
            <Th key={id} align="end">
              {label}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {instants.map((at) => (
          <Tr key={at}>
            <Td className="nums whitespace-nowrap">{instantShort(at, 'UTC')}</Td>
            {series.map(({ id }, i) => (
              <Td key={id} align="end">
                {format(values[i]?.get(at) ?? null)}
              </Td>
            ))}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
