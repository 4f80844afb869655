'use client';
import clsx from 'clsx';
import { duration } from '@/lib/format/duration';
import { clock, instant, relative } from '@/lib/format/instant';
import { useNow } from './use-now';

/**
 * How old what is shown is. Quiet while fresh; amber, and in words, when older than twice the interval.
 * `everySeconds` is how often the monitor reads it.
 */
export function FreshnessChip({
  at,
  everySeconds,
  isRefreshing = false,
}: {
  readonly at: string | null;
  readonly everySeconds: number;
  readonly isRefreshing?: boolean;
}) {
  const nowMs = useNow();
  if (at === null || nowMs === null) {
    return <Chip tone="unknown">{at === null ? 'no snapshot yet' : ''}</Chip>;
  }
  const isStale = nowMs - Date.parse(at) > 2 * everySeconds * 1000;
  return (
    <Chip
      tone={isStale ? 'stale' : 'fresh'}
      isRefreshing={isRefreshing}
      title={`Read at ${instant(at)}, every ${duration(everySeconds)}`}
    >
      {isStale ? 'stale, ' : 'as of '}
      <span className="nums">{isStale ? relative(at, nowMs) : clock(at)}</span>
      {!isStale && <span className="text-faint max-sm:hidden"> · {relative(at, nowMs)}</span>}
    </Chip>
  );
}

const TONES = {
  fresh: { chip: 'border-line text-muted', dot: 'bg-good' },
  stale: { chip: 'border-warning-line bg-warning-soft text-warning-ink', dot: 'bg-warning' },
  unknown: { chip: 'border-line text-faint', dot: 'bg-control' },
} as const;

function Chip({
  tone,
  title,
  isRefreshing = false,
  children,
}: {
  readonly tone: keyof typeof TONES;
  readonly title?: string;
  readonly isRefreshing?: boolean;
  readonly children: React.ReactNode;
}) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-flex h-7 items-center gap-2 whitespace-nowrap rounded-full border px-2.5 text-xs',
        TONES[tone].chip,
      )}
    >
      <span
        aria-hidden="true"
        className={clsx(
          'size-1.5 rounded-full',
          TONES[tone].dot,
          isRefreshing && 'animate-[pulse-soft_1s_ease-in-out_infinite]',
        )}
      />
      <span>{children}</span>
    </span>
  );
}
