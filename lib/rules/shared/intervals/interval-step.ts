import type { ChunkPace } from '@/lib/derive/chunk-pace';
import { LEAST_FACTOR } from './interval-limits';

const DAY_UNITS = 86_400_000_000;

/**
 * One doubling or halving towards an interval that is at least that far away. What is advised rests on the newest
 * chunks; a step, then a chunk of the new length, then the next step, and no estimate has to hold for more than that.
 */
export function intervalStep({ hypertable, interval }: ChunkPace, target: number): number {
  if (target > interval) return Math.min(target, interval * LEAST_FACTOR);
  const half = Math.max(target, interval / LEAST_FACTOR);
  if (hypertable.isIntegerTime) return Math.floor(half);
  // TimescaleDB refuses a part of a day for the type date.
  return hypertable.timeColumnType === 'date'
    ? Math.max(DAY_UNITS, Math.floor(half / DAY_UNITS) * DAY_UNITS)
    : half;
}

/** Whether a longer interval is in force already and none of its chunks is complete yet: then it is not judged again. */
export const isLengtheningUnderWay = ({ interval, newestWidth }: ChunkPace): boolean =>
  interval >= LEAST_FACTOR * newestWidth;

/** The same for a shorter one. */
export const isShorteningUnderWay = ({ interval, newestWidth }: ChunkPace): boolean =>
  newestWidth >= LEAST_FACTOR * interval;
