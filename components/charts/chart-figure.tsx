'use client';
import clsx from 'clsx';
import { type ReactNode, useId, useRef, useState } from 'react';
import { useNearViewport } from './use-near-viewport';
import { useWidth } from './use-width';

/**
 * The frame of every chart: its title with the unit, one sentence of what it says, the same data as a table on
 * demand, and an explicit width, because a chart that measures itself draws twice. It is drawn when it comes near.
 */
export function ChartFigure({
  title,
  unit,
  summary,
  heightPx,
  legend,
  table,
  headingLevel: Heading = 'h3',
  isTitleHidden = false,
  children,
}: {
  readonly title: string;
  /** Unit and, on a time axis, the zone: `bytes, UTC`. */
  readonly unit: string;
  readonly summary: string;
  readonly heightPx: number;
  readonly legend?: ReactNode;
  readonly table: () => ReactNode;
  readonly headingLevel?: 'h2' | 'h3' | 'h4';
  readonly isTitleHidden?: boolean;
  readonly children: (widthPx: number) => ReactNode;
}) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(box);
  const isNear = useNearViewport(box);
  const [isTable, setTable] = useState(false);
  return (
    <section aria-labelledby={id} className="flex min-w-0 flex-col gap-2">
      <header className="flex items-baseline justify-between gap-x-4">
        <div className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <Heading id={id} className={clsx(isTitleHidden ? 'sr-only' : 'font-medium text-ink text-sm')}>
            {title}
          </Heading>
          <span className="text-faint text-xs">{unit}</span>
        </div>
        <button
          type="button"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
          className="no-print -me-2 h-6 shrink-0 rounded-md px-2 text-faint text-xs hover:bg-hover hover:text-ink aria-pressed:bg-hover aria-pressed:text-ink max-sm:h-10"
        >
          {isTable ? 'Chart' : 'Table'}
          <span className="sr-only"> of {title}</span>
        </button>
      </header>
      <p className="sr-only">{summary}</p>
      {/* A drawing of the old width must not keep a page from becoming narrower. */}
      <div ref={box} className="contain-inline-size" style={isTable ? undefined : { height: heightPx }}>
        {isTable ? (
          <div className="max-h-72 overflow-y-auto rounded-md border border-line">{table()}</div>
        ) : (
          widthPx !== null &&
          isNear && (
            <div aria-hidden="true" className="h-full">
              {children(widthPx)}
            </div>
          )
        )}
      </div>
      {!isTable && legend}
    </section>
  );
}
