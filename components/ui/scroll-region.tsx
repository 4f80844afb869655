import clsx from 'clsx';
import type { ReactNode } from 'react';

/** Scrolls inside itself, so that the page never does sideways; named and reachable by keyboard. */
export function ScrollRegion({
  label,
  className,
  children,
}: {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className={clsx('relative min-w-0 overflow-auto', className)}
    >
      {children}
    </section>
  );
}
