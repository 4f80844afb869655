import { bytes, bytesPerSecond } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { duration, durationMs } from '@/lib/format/duration';
import { percent, times } from '@/lib/format/ratio';
import { UNKNOWN } from '@/lib/format/unknown';

/** Endings of a fact's name and how such a number is written; the first that fits. */
const UNITS: readonly (readonly [RegExp, (value: number | null) => string])[] = [
  [/Id$/, (value) => (value === null ? UNKNOWN : String(value))],
  [/BytesPerSecond$/, bytesPerSecond],
  [/Bytes$/, bytes],
  [/Ms$/, durationMs],
  [/Seconds$/, duration],
  [/Micros(econds)?$/, (value) => duration(value === null ? null : value / 1_000_000)],
];

/**
 * A fact of a finding in words, by the unit in its name. A ratio up to 1 is a share; above it a multiple, as the
 * columnstore's ratio is.
 */
export function factText(name: string, value: number | null): string {
  const unit = UNITS.find(([ending]) => ending.test(name));
  if (unit) return unit[1](value);
  if (/Ratio$/.test(name)) return isMultiple(name, value) ? times(value) : percent(value);
  return count(value);
}

const isMultiple = (name: string, value: number | null) =>
  /columnstoreRatio$/i.test(name) || (value ?? 0) > 1;

/** The name of a fact in words, for a fact without a label: `uncompressedChunks` → `uncompressed chunks`. */
export function factName(name: string): string {
  return name
    .replace(/(Bytes|Seconds|Ms|Ratio)$/, '')
    .replaceAll(/([A-Z])/g, (_, letter: string) => ` ${letter.toLowerCase()}`)
    .trim();
}
