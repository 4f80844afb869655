import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import type { Policy } from './policy';

/** How far from the present, along one dimension: microseconds for times, else its own units. Null is an open end. */
export function distanceUnits(seconds: number | null, units: number | null): number | null {
  if (units !== null) return units;
  return seconds === null ? null : seconds * 1_000_000;
}

/** The same in words: `7 d`, `600,000`. */
export function distanceText(seconds: number | null, units: number | null): string {
  return units === null ? duration(seconds) : count(units);
}

export function afterUnits({ afterSeconds, afterUnits: units }: Policy): number | null {
  return distanceUnits(afterSeconds, units);
}
