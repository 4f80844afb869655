import clsx from 'clsx';

type Status = 'up' | 'degraded' | 'down' | 'unknown';

const LOOKS: Record<Status, { word: string; className: string }> = {
  up: { word: 'Up', className: 'bg-good' },
  degraded: { word: 'Partly readable', className: 'bg-warning' },
  down: { word: 'Not reachable', className: 'bg-critical' },
  unknown: { word: 'Not looked at yet', className: 'bg-transparent border border-control' },
};

export function statusWord(status: Status): string {
  return LOOKS[status].word;
}

/** A dot with the state's name for screen readers and on hover; write the word beside it where there is room. */
export function StatusDot({
  status,
  hasWord = false,
}: {
  readonly status: Status;
  readonly hasWord?: boolean;
}) {
  const { word, className } = LOOKS[status];
  return (
    <span title={word} className="inline-flex shrink-0 items-center gap-2">
      <span aria-hidden="true" className={clsx('size-2 rounded-full', className)} />
      <span className={hasWord ? 'text-muted text-xs' : 'sr-only'}>{word}</span>
    </span>
  );
}
