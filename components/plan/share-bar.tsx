import clsx from 'clsx';
import { percent } from '@/lib/format/ratio';

/** Classes of https://github.com/dalibo/pev2 for the share of a node. */
const LARGE_RATIO = 0.4;
const MIDDLE_RATIO = 0.1;

/** What a node takes by itself, as a bar and in words. */
export function ShareBar({ share, label }: { readonly share: number; readonly label: string }) {
  return (
    <span className="flex w-full items-center gap-2" title={`${label}: ${percent(share)}`}>
      <svg
        viewBox="0 0 100 6"
        preserveAspectRatio="none"
        aria-hidden="true"
        className="h-1.5 min-w-8 flex-1 rounded-full"
      >
        <rect width="100" height="6" className="fill-hover" />
        <rect
          width={Math.max(share > 0 ? 1 : 0, share * 100)}
          height="6"
          className={clsx(
            share > LARGE_RATIO ? 'fill-critical' : share > MIDDLE_RATIO ? 'fill-warning' : 'fill-accent',
          )}
        />
      </svg>
      <span className="nums w-11 shrink-0 text-end text-muted text-xs">{percent(share)}</span>
    </span>
  );
}
