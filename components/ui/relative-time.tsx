'use client';
import { instant, relative } from '@/lib/format/instant';
import { UNKNOWN } from '@/lib/format/unknown';
import { useNow } from './use-now';

/** `3 min ago`, with the exact instant on hover. */
export function RelativeTime({ at, className }: { readonly at: string | null; readonly className?: string }) {
  const nowMs = useNow();
  if (at === null) return <span className={className}>{UNKNOWN}</span>;
  return (
    <time dateTime={at} title={instant(at)} className={className} suppressHydrationWarning>
      {nowMs === null ? '' : relative(at, nowMs)}
    </time>
  );
}
