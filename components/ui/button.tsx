import clsx from 'clsx';
import type { ButtonHTMLAttributes, ComponentProps, ReactNode } from 'react';

type Variant = 'primary' | 'secondary' | 'ghost' | 'danger';
type Size = 'sm' | 'md';

const VARIANTS: Record<Variant, string> = {
  primary: 'bg-ink text-on-ink border-transparent hover:opacity-90',
  secondary: 'bg-surface text-ink border-line-strong hover:bg-hover',
  ghost: 'bg-transparent text-muted border-transparent hover:bg-hover hover:text-ink',
  danger: 'bg-surface text-critical border-critical-line hover:bg-critical-soft',
};

const SIZES: Record<Size, string> = {
  sm: 'h-7 px-2.5 text-xs gap-1.5 rounded-md max-sm:h-10 max-sm:px-3',
  md: 'h-8 px-3 text-sm gap-2 rounded-md max-sm:h-11 max-sm:px-4',
};

/** The classes of a button, for things that look like one and are something else. */
export function buttonClass(variant: Variant = 'secondary', size: Size = 'md', className?: string): string {
  return clsx(
    'inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap border font-medium transition-colors',
    'disabled:pointer-events-none disabled:opacity-50',
    VARIANTS[variant],
    SIZES[size],
    className,
  );
}

export interface ButtonLook {
  readonly variant?: Variant;
  readonly size?: Size;
}

export function Button({
  variant,
  size,
  className,
  ...rest
}: ButtonLook & ButtonHTMLAttributes<HTMLButtonElement> & ComponentProps<'button'>) {
  return <button type="button" className={buttonClass(variant, size, className)} {...rest} />;
}

/** A square button with a drawing; `label` is what it is called. */
export function IconButton({
  label,
  className,
  children,
  ...rest
}: { readonly label: string; readonly children: ReactNode } & ComponentProps<'button'>) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={clsx(
        'inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-ink disabled:opacity-40 max-sm:size-11',
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  );
}
