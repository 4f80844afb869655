import clsx from 'clsx';
import { percent } from '@/lib/format/ratio';

export interface Share {
  readonly label: string;
  readonly value: number;
  /** The value in words, such as `5.1 TiB`. */
  readonly text: string;
  /** A background class: `bg-state-row`. */
  readonly className: string;
}

/** Parts of a whole in one bar; the legend names each with its number, so colour is never alone. */
export function ShareBar({
  label,
  shares,
  legend = true,
  className,
}: {
  readonly label: string;
  readonly shares: readonly Share[];
  readonly legend?: boolean;
  readonly className?: string;
}) {
  const total = shares.reduce((sum, { value }) => sum + value, 0);
  const shown = shares.filter(({ value }) => value > 0);
  const summary = shown.map(({ label: name, value, text }) => `${name} ${text}, ${percent(value / total)}`);
  return (
    <div className={clsx('flex min-w-0 flex-col gap-2', className)}>
      <div
        role="img"
        aria-label={`${label}: ${summary.join('; ') || 'nothing'}`}
        className="flex h-2 w-full gap-px overflow-hidden rounded-full bg-hover"
      >
        {shown.map(({ label: name, value, text, className: colour }) => (
          <div
            key={name}
            title={`${name}: ${text}, ${percent(value / total)}`}
            className={clsx('h-full min-w-0.5', colour)}
            style={{ width: `${(value / total) * 100}%` }}
          />
        ))}
      </div>
      {legend && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-muted text-xs">
          {shown.map(({ label: name, text, className: colour }) => (
            <li key={name} className="nums inline-flex items-center gap-1.5">
              <span aria-hidden="true" className={clsx('size-2 rounded-[2px]', colour)} />
              {name} <span className="font-medium text-ink">{text}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
