'use client';
import { Popover } from '@base-ui/react/popover';
import { type ReactNode, useEffect, useRef } from 'react';
import { instant } from '@/lib/format/instant';
import { popupClass } from './popup-class';
import { traceTriggerClass } from './trace-trigger-class';
import type { Trace } from './traced';

/** How the reader reached for the number before the popover had come: it goes on from there. */
export type Reached = 'pressed' | 'focused' | 'hovered' | 'left';

export interface TracePopoverProps {
  readonly trace: Trace;
  /** What the number is, for screen readers. */
  readonly label: string;
  readonly reached: Reached;
  readonly children: ReactNode;
}

/** The number and, over it, where it comes from. */
export function TracePopover({ trace, label, reached, children }: TracePopoverProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (reached === 'focused') trigger.current?.focus();
    // The pointer rests there already, so the browser tells of no move.
    if (reached === 'hovered') trigger.current?.dispatchEvent(new MouseEvent('mousemove', { bubbles: true }));
  }, [reached]);
  return (
    <Popover.Root defaultOpen={reached === 'pressed'}>
      <Popover.Trigger ref={trigger} openOnHover delay={250} className={traceTriggerClass}>
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
