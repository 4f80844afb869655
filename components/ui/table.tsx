import clsx from 'clsx';
import type { ComponentProps } from 'react';
import { ScrollRegion } from './scroll-region';

/** A plain table for up to about 200 rows; it scrolls sideways inside itself, never the page. */
export function Table({ label, className, ...rest }: { readonly label: string } & ComponentProps<'table'>) {
  return (
    <ScrollRegion label={label} className="rounded-[inherit]">
      <table aria-label={label} className={clsx('w-full border-collapse text-sm', className)} {...rest} />
    </ScrollRegion>
  );
}

type Align = 'start' | 'end';
/** Rows begin and end where the words of their card do. */
const EDGES = 'px-4 first:ps-5 last:pe-5';
const ALIGN: Record<Align, string> = { start: 'text-start', end: 'text-end nums' };

export function Th({
  align = 'start',
  className,
  ...rest
}: { readonly align?: Align } & Omit<ComponentProps<'th'>, 'align'>) {
  return (
    <th
      scope="col"
      className={clsx(EDGES, 'h-9 whitespace-nowrap font-normal text-faint text-xs', ALIGN[align], className)}
      {...rest}
    />
  );
}

export function Tr({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr className={clsx('border-line border-t', className)} {...rest} />;
}

export function Td({
  align = 'start',
  className,
  ...rest
}: { readonly align?: Align } & Omit<ComponentProps<'td'>, 'align'>) {
  return <td className={clsx(EDGES, 'py-2.5', ALIGN[align], className)} {...rest} />;
}
