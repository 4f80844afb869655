import type { Row } from '@/lib/collect/snapshot';
import type { ChunkPace } from './chunk-pace';
import type { ColumnstoreRatio } from './columnstore-ratio';
import { policyAgeUnits } from './policy-age';

/** What a hypertable takes once as much is dropped as arrives. */
export interface SteadyState {
  /** Right after a drop, with the best ratio that chunks have. */
  readonly low: number;
  /** Right before one, with the worst. */
  readonly high: number;
  /** Of these, as rows: what is too young to be converted. */
  readonly rowBytes: number;
}

/**
 * Rows arrive as in the newest ranges; they stay rows until the columnstore policy converts their chunk, and go with it
 * when retention drops that. Null without retention, because then it grows without end, while a policy converts
 * chunks whose ratio is not known yet, and where the pace is not known. `youngerThan` leaves out what is older, in units of the hypertable's time.
 */
export function steadyState(
  pace: ChunkPace,
  ratio: ColumnstoreRatio | null,
  policies: readonly Row<'policies'>[],
  youngerThan = Number.POSITIVE_INFINITY,
): SteadyState | null {
  const { hypertable, interval } = pace;
  const kept = policyAgeUnits('retention', hypertable, policies);
  const converted = policyAgeUnits('columnstore', hypertable, policies);
  if (pace.isAtLeast || !Number.isFinite(kept) || (converted < kept && !ratio)) return null;
  const perUnit = pace.bytesPerUnit;
  // A chunk is converted, and dropped, when its last row is that old: rows are up to an interval older.
  const asRows = converted + interval;
  const bytesOver = (span: number, by: number) =>
    perUnit * (Math.min(asRows, span) + Math.max(0, span - asRows) / by);
  return {
    low: bytesOver(Math.min(kept, youngerThan), ratio?.high ?? 1),
    high: bytesOver(Math.min(kept + interval, youngerThan), ratio?.low ?? 1),
    rowBytes: perUnit * Math.min(asRows, kept, youngerThan),
  };
}

/** Days until a disk is full at this growth a day; null when it does not grow, and never negative. */
export function daysToFull(diskBytes: number, usedBytes: number, growthBytesPerDay: number): number | null {
  return growthBytesPerDay > 0 ? Math.max(0, diskBytes - usedBytes) / growthBytesPerDay : null;
}
