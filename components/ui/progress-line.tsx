import { ProgressBar } from './progress-bar';

/** How far long work is: what is being done, and how much of it where that is known. */
export function ProgressLine({
  label,
  words,
  done,
  total,
}: {
  readonly label: string;
  readonly words: string;
  readonly done: number | null;
  readonly total: number | null;
}) {
  const ratio = done !== null && total !== null && total > 0 ? done / total : null;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <ProgressBar label={label} ratio={ratio} text={words} />
      <p role="status" className="break-words text-muted text-sm">
        {words} …
      </p>
    </div>
  );
}
