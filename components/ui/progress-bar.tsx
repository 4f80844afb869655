import clsx from 'clsx';

/** How far work is, from 0 to 1; null draws an empty track and tells no value. */
export function ProgressBar({
  label,
  ratio,
  text,
  className,
}: {
  readonly label: string;
  readonly ratio: number | null;
  /** The value in words, such as `92%`. */
  readonly text: string;
  readonly className?: string;
}) {
  const percent = ratio === null ? undefined : Math.round(Math.min(1, Math.max(0, ratio)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text}
      className={clsx('h-1.5 w-full overflow-hidden rounded-full bg-hover', className)}
    >
      {percent !== undefined && (
        <div className="h-full rounded-full bg-accent" style={{ width: `${percent}%` }} />
      )}
    </div>
  );
}
