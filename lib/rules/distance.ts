import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';

/** A distance along a hypertable's time in words: `7 d`, or `1,000 units` of integer time. */
export function distanceText(units: number, isIntegerTime: boolean): string {
  return isIntegerTime ? `${count(units)} units` : duration(units / 1_000_000);
}

/** The same as a fact: `dropAfterSeconds`, or `dropAfterUnits` for integer time. */
export function distanceFact(
  name: string,
  units: number | null,
  isIntegerTime: boolean,
): Record<string, number | null> {
  return isIntegerTime
    ? { [`${name}Units`]: units }
    : { [`${name}Seconds`]: units === null ? null : units / 1_000_000 };
}
