import { bytes, bytesPerSecond } from './bytes';
import { count } from './count';
import { duration } from './duration';
import { percent } from './ratio';

const WRITTEN = {
  count,
  bytes,
  seconds: duration,
  perSecond: (value: number) => `${count(value < 10 ? Number(value.toFixed(1)) : Math.round(value))}/s`,
  bytesPerSecond,
  ratio: percent,
} as const;

export type MeasureUnit = keyof typeof WRITTEN;

/** A number of a unit that comes with the data, such as `3.2 MiB/s`. */
export function measure(unit: MeasureUnit, value: number): string {
  return WRITTEN[unit](value);
}
