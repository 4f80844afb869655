import type { Row } from '@/lib/collect/snapshot';
import { intervalUnits } from './policy-distance';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SECOND_UNITS = 1_000_000;

/** Intervals that people can read. */
const ROUND_SECONDS = [
  365 * DAY,
  90 * DAY,
  30 * DAY,
  7 * DAY,
  DAY,
  12 * HOUR,
  6 * HOUR,
  4 * HOUR,
  2 * HOUR,
  HOUR,
  30 * MINUTE,
  10 * MINUTE,
  MINUTE,
];
/** Integers have no hours: the present interval, doubled and halved. */
const DOUBLINGS = 20;
const LARGEST_INTEGER: Readonly<Record<string, number>> = { smallint: 32_767, integer: 2_147_483_647 };

/** The chunk intervals to choose from for a hypertable, in units of its time, the longest first. */
export function roundIntervals(hypertable: Row<'hypertables'>): number[] {
  const { isIntegerTime, timeColumnType } = hypertable;
  if (isIntegerTime) {
    const interval = intervalUnits(hypertable) ?? 0;
    const largest = LARGEST_INTEGER[timeColumnType] ?? Number.MAX_SAFE_INTEGER;
    return Array.from({ length: 2 * DOUBLINGS + 1 }, (_, at) => interval * 2 ** (DOUBLINGS - at))
      .map(Math.floor)
      .filter((units) => units >= 1 && units <= largest);
  }
  // TimescaleDB refuses a part of a day for the type date.
  const shortest = timeColumnType === 'date' ? DAY : 0;
  return ROUND_SECONDS.filter((seconds) => seconds >= shortest).map((seconds) => seconds * SECOND_UNITS);
}
