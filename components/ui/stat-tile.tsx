import clsx from 'clsx';
import type { ReactNode } from 'react';
import { UNKNOWN } from '@/lib/format/unknown';
import type { Severity } from '@/lib/rules/rule';
import { SeverityShape, severityWord } from './severity';
import { Sparkline, type SparkPoint } from './sparkline';
import { type Trace, Traced } from './traced';

/** One number with its name, its unit inside the value, and its history. A null value is drawn with its reason. */
export function StatTile({
  label,
  value,
  unknownReason = 'not collected yet',
  detail,
  severity,
  series,
  trace,
}: {
  readonly label: ReactNode;
  readonly value: string | null;
  readonly unknownReason?: string;
  readonly detail?: ReactNode;
  readonly severity?: Severity | undefined;
  readonly series?: readonly SparkPoint[] | undefined;
  /** Where the number comes from: shown on hover, focus and tap. */
  readonly trace?: Trace | undefined;
}) {
  return (
    <div className="flex min-w-0 flex-col gap-2 bg-surface px-4 py-3.5">
      <p className="flex items-center gap-1.5 text-faint text-xs">
        {severity && <SeverityShape severity={severity} label={severityWord(severity)} />}
        {label}
      </p>
      <div className="flex grow items-start justify-between gap-3">
        <div className="min-w-0">
          <p className={clsx('nums font-semibold text-xl tracking-tight', value === null && 'font-normal')}>
            {value === null ? (
              <span className="text-faint">
                <span aria-hidden="true">{UNKNOWN}</span>
                <span className="sr-only">not known</span>
              </span>
            ) : trace ? (
              <Traced trace={trace} label={typeof label === 'string' ? label : 'value'}>
                {value}
              </Traced>
            ) : (
              value
            )}
          </p>
          {value === null ? (
            <p className="line-clamp-2 text-faint text-xs" title={unknownReason}>
              {unknownReason}
            </p>
          ) : (
            detail !== undefined && <p className="line-clamp-2 text-faint text-xs">{detail}</p>
          )}
        </div>
        {series && series.length > 1 && <Sparkline points={series} className="h-8 w-20 shrink-0 self-end" />}
      </div>
    </div>
  );
}

const PER_ROW = {
  3: 'sm:grid-cols-3',
  4: 'sm:grid-cols-2 lg:grid-cols-4',
  6: 'sm:grid-cols-3 xl:grid-cols-6',
} as const;

/** Tiles side by side with hairlines between them; as many a row as divide their number, so that no gap shows. */
export function StatGrid({
  label,
  perRow,
  children,
}: {
  readonly label: string;
  readonly perRow: keyof typeof PER_ROW;
  readonly children: ReactNode;
}) {
  return (
    <section
      aria-label={label}
      className={clsx(
        'grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line shadow-card max-sm:[&>:last-child:nth-child(odd)]:col-span-2',
        PER_ROW[perRow],
      )}
    >
      {children}
    </section>
  );
}
