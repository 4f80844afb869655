import { Ban, CircleCheck, CircleDashed, CircleHelp, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';

const KINDS = {
  good: { Icon: CircleCheck, className: 'text-good' },
  empty: { Icon: CircleDashed, className: 'text-faint' },
  unknown: { Icon: CircleHelp, className: 'text-faint' },
  denied: { Icon: Ban, className: 'text-warning' },
  error: { Icon: Unplug, className: 'text-critical' },
} as const;

/**
 * What stands where data would: nothing wrong (`good`), nothing there yet (`empty`), could not look (`unknown`),
 * not permitted (`denied`), failed (`error`). Says what happened, and in `children` what to do.
 */
export function State({
  kind,
  title,
  children,
  action,
}: {
  readonly kind: keyof typeof KINDS;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  const { Icon, className } = KINDS[kind];
  return (
    <div
      className="flex flex-col items-center gap-3 px-6 py-12 text-center"
      role={kind === 'error' ? 'alert' : undefined}
    >
      <Icon aria-hidden="true" strokeWidth={1.5} className={`size-6 ${className}`} />
      <div className="flex max-w-lg flex-col gap-1">
        <p className="font-medium text-ink text-sm">{title}</p>
        {children !== undefined && <div className="text-balance text-muted text-sm">{children}</div>}
      </div>
      {action}
    </div>
  );
}
