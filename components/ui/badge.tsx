import clsx from 'clsx';
import type { ReactNode } from 'react';

type Tone = 'neutral' | 'accent' | 'good' | 'critical' | 'warning' | 'notice' | 'outline';

const TONES: Record<Tone, string> = {
  neutral: 'bg-hover text-muted border-transparent',
  outline: 'bg-transparent text-muted border-line-strong',
  accent: 'bg-accent-soft text-accent border-transparent',
  good: 'bg-good-soft text-good border-transparent',
  critical: 'bg-critical-soft text-critical border-critical-line',
  warning: 'bg-warning-soft text-warning-ink border-warning-line',
  notice: 'bg-notice-soft text-accent border-notice-line',
};

/** A word in a pill. The word carries the meaning; the tone only repeats it. */
export function Badge({
  tone = 'neutral',
  title,
  className,
  children,
}: {
  readonly tone?: Tone;
  readonly title?: string;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-full border px-2 font-medium text-2xs',
        TONES[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
