'use client';
import {
  type ComponentType,
  type FocusEvent,
  type PointerEvent,
  type ReactNode,
  useRef,
  useState,
} from 'react';
import type { Reached, TracePopoverProps } from './trace-popover';
import { traceTriggerClass } from './trace-trigger-class';

/** Where a number comes from: the view it was read from, when, and in words how it was made. */
export interface Trace {
  readonly source: string;
  readonly at?: string | null;
  readonly how?: ReactNode;
}

/** The popover that takes the place of the plain button. */
interface Woken {
  readonly Popover: ComponentType<TracePopoverProps>;
  readonly reached: Reached;
}

/**
 * A number that can be traced: hover, focus and tap show its source and time. The popover's machinery is heavier than
 * most screens, so it comes when somebody first reaches for the number.
 */
export function Traced({ trace, label, children }: Omit<TracePopoverProps, 'reached'>) {
  const button = useRef<HTMLButtonElement>(null);
  const [woken, setWoken] = useState<Woken>();
  const wake = async (isPressed: boolean) => {
    const { TracePopover } = await import('./trace-popover');
    setWoken({ Popover: TracePopover, reached: isPressed ? 'pressed' : reachedNow(button.current) });
  };
  if (woken)
    return (
      <woken.Popover trace={trace} label={label} reached={woken.reached}>
        {children}
      </woken.Popover>
    );
  return (
    <button
      ref={button}
      type="button"
      aria-haspopup="dialog"
      aria-expanded={false}
      className={traceTriggerClass}
      // A finger's or a click's way down must end on the element it began on: those wake it when they are done.
      onPointerEnter={({ pointerType }: PointerEvent) => void (pointerType === 'mouse' && wake(false))}
      onFocus={({ currentTarget }: FocusEvent) =>
        void (currentTarget.matches(':focus-visible') && wake(false))
      }
      onClick={() => void wake(true)}
    >
      {children}
      <span className="sr-only">, {label}: where it comes from</span>
    </button>
  );
}

function reachedNow(button: HTMLButtonElement | null): Reached {
  if (button?.matches(':focus-visible')) return 'focused';
  return button?.matches(':hover') ? 'hovered' : 'left';
}
