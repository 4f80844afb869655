'use client';
import { Popover } from '@base-ui/react/popover';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import { instant } from '@/lib/format/instant';
import { popupClass } from './popup-class';

/** Where a number comes from: the view it was read from, when, and in words how it was made. */
export interface Trace {
  readonly source: string;
  readonly at?: string | null;
  readonly how?: ReactNode;
}

/** A number that can be traced: hover, focus and tap show its source and time. */
export function Traced({
  trace,
  label,
  className,
  children,
}: {
  readonly trace: Trace;
  /** What the number is, for screen readers. */
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <Popover.Root>
      <Popover.Trigger
        openOnHover
        delay={250}
        className={clsx(
          'nums cursor-help rounded-sm text-inherit decoration-control decoration-dotted underline-offset-4 hover:underline',
          className,
        )}
      >
        {children}
        <span className="sr-only">, {label}: where it comes from</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} className="z-50">
          <Popover.Popup className={`${popupClass} max-w-sm px-3.5 py-3`}>
            <Popover.Title className="sr-only">{label}</Popover.Title>
            <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-xs">
              <dt className="text-faint">Source</dt>
              <dd className="break-words font-mono">{trace.source}</dd>
              {trace.at !== undefined && (
                <>
                  <dt className="text-faint">Read at</dt>
                  <dd className="nums">{instant(trace.at)}</dd>
                </>
              )}
              {trace.how !== undefined && (
                <>
                  <dt className="text-faint">How</dt>
                  <dd>{trace.how}</dd>
                </>
              )}
            </dl>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
