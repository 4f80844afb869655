import clsx from 'clsx';
import type { Severity } from '@/lib/rules/rule';

const WORDS: Record<Severity, string> = { critical: 'Critical', warning: 'Warning', notice: 'Notice' };
const COLOURS: Record<Severity, string> = {
  critical: 'text-critical',
  warning: 'text-warning',
  notice: 'text-notice',
};
// Three outlines that stay apart without colour and at 10 px: a diamond, a triangle, a disc.
const SHAPES: Record<Severity, string> = {
  critical: 'M6 0.4 11.6 6 6 11.6 0.4 6Z',
  warning: 'M6 0.9 11.7 11H0.3Z',
  notice: 'M6 1.2a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6Z',
};

export const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'notice'];

/** 0 for nothing, then the worse the greater: for columns that are sorted by it. */
export const severityRank = (severity: Severity | undefined): number =>
  severity === undefined ? 0 : SEVERITIES.length - SEVERITIES.indexOf(severity);

export function severityWord(severity: Severity): string {
  return WORDS[severity];
}

/** The shape alone; whoever uses it writes the word beside it or gives it as `label`. */
export function SeverityShape({
  severity,
  label,
  className,
}: {
  readonly severity: Severity;
  readonly label?: string;
  readonly className?: string;
}) {
  return (
    <>
      <svg
        viewBox="0 0 12 12"
        aria-hidden="true"
        className={clsx('size-2.5 shrink-0', COLOURS[severity], className)}
      >
        <path d={SHAPES[severity]} fill="currentColor" />
      </svg>
      {label !== undefined && <span className="sr-only">{label}</span>}
    </>
  );
}

/** Shape, word and colour together. */
export function SeverityMark({
  severity,
  className,
}: {
  readonly severity: Severity;
  readonly className?: string;
}) {
  return (
    <span
      className={clsx('inline-flex items-center gap-1.5 whitespace-nowrap font-medium text-xs', className)}
    >
      <SeverityShape severity={severity} />
      {WORDS[severity]}
    </span>
  );
}

/** How many of each, leaving out the zeros: `◆ 1  ▲ 4`. */
export function SeverityCounts({
  counts,
  none = 'None',
  className,
}: {
  readonly counts: Readonly<Record<Severity, number>>;
  readonly none?: string;
  readonly className?: string;
}) {
  const present = SEVERITIES.filter((severity) => counts[severity] > 0);
  if (present.length === 0) return <span className="text-faint text-xs">{none}</span>;
  return (
    <span className={clsx('nums inline-flex items-center gap-3 font-medium text-xs', className)}>
      {present.map((severity) => (
        <span key={severity} className="inline-flex items-center gap-1" title={WORDS[severity]}>
          <SeverityShape severity={severity} label={WORDS[severity]} />
          {counts[severity]}
        </span>
      ))}
    </span>
  );
}
