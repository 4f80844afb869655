import clsx from 'clsx';
import type { ComponentProps, ReactNode } from 'react';

/** A quiet surface. `as` keeps the document's outline right: sections have headings, articles stand alone. */
export function Card({
  as: Element = 'section',
  className,
  ...rest
}: { readonly as?: 'section' | 'article' | 'div' } & Omit<ComponentProps<'div'>, 'ref'>) {
  return (
    <Element
      className={clsx('min-w-0 rounded-lg border border-line bg-surface shadow-card', className)}
      {...rest}
    />
  );
}

export function CardHeader({
  title,
  description,
  aside,
  id,
  className,
}: {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly aside?: ReactNode;
  readonly id?: string;
  readonly className?: string;
}) {
  return (
    <header
      className={clsx('flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-5 pt-4', className)}
    >
      <div className="min-w-0">
        <h2 id={id} className="font-semibold text-ink text-sm">
          {title}
        </h2>
        {description !== undefined && <p className="mt-0.5 max-w-prose text-faint text-xs">{description}</p>}
      </div>
      {aside !== undefined && <div className="flex shrink-0 items-center gap-2">{aside}</div>}
    </header>
  );
}

export function CardBody({ className, ...rest }: ComponentProps<'div'>) {
  return <div className={clsx('px-5 py-4', className)} {...rest} />;
}
