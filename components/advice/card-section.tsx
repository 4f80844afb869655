import clsx from 'clsx';
import type { ReactNode } from 'react';

/** One part of the card under its small heading. */
export function CardSection({
  title,
  aside,
  className,
  isSteps = false,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly className?: string;
  /** Marks the part whose SQL the key `c` copies. */
  readonly isSteps?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <section
      aria-label={title}
      data-steps={isSteps || undefined}
      className={clsx('flex flex-col gap-3 border-line border-t px-6 py-5 max-sm:px-4', className)}
    >
      <div className="flex min-h-5 flex-wrap items-center justify-between gap-2">
        <h3 className="font-medium text-ink text-sm">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}
