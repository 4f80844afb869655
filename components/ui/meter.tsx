import { Meter as BaseMeter } from '@base-ui/react/meter';
import clsx from 'clsx';

/** How full something is, from 0 to 1; null draws an empty track with the reason. */
export function Meter({
  label,
  ratio,
  text,
  className,
  barClassName = 'bg-accent',
}: {
  readonly label: string;
  readonly ratio: number | null;
  /** The value in words, such as `92%`. */
  readonly text: string;
  readonly className?: string;
  readonly barClassName?: string;
}) {
  return (
    <BaseMeter.Root
      aria-label={label}
      min={0}
      max={1}
      value={Math.min(1, Math.max(0, ratio ?? 0))}
      getAriaValueText={() => text}
      className={clsx('w-full', className)}
    >
      <BaseMeter.Track className="h-1.5 overflow-hidden rounded-full bg-hover">
        {ratio !== null && <BaseMeter.Indicator className={clsx('h-full rounded-full', barClassName)} />}
      </BaseMeter.Track>
    </BaseMeter.Root>
  );
}
