import type { Row } from '@/lib/collect/snapshot';
import { widestBucketUnits } from './aggregate-axis';
import { shortestUnits } from './calendar-span';
import { keptUnits } from './dropped-reach';
import { agedDistance } from './policy-distance';

const SECOND_UNITS = 1_000_000;
/** Documentation: never refresh the bucket that is being written, and leave at least five minutes to late rows. */
const LEAST_END_UNITS = 300 * SECOND_UNITS;
/** Rows that are late by less than this are taken over; only changed ranges are computed again, so reach is cheap. */
const LATE_UNITS = 3 * 86_400 * SECOND_UNITS;
const LATE_BUCKETS = 12;
/** TimescaleDB refuses less between the two ends. */
const LEAST_BUCKETS = 2;
const LONGEST_SCHEDULE_SECONDS = 3_600;

export interface ProposedWindow {
  readonly startUnits: number;
  readonly endUnits: number;
  readonly scheduleSeconds: number;
}

/**
 * A refresh window for an aggregate: it ends a bucket ago, reaches back three days or twelve buckets, and stays one
 * bucket inside of what its source keeps and before what its own columnstore converts, in the shortest months too. Null
 * when the source keeps too little for two buckets, or when that or the bucket is not known.
 */
export function proposeRefreshWindow(
  aggregate: Row<'continuousAggregates'>,
  hypertables: readonly Row<'hypertables'>[],
  policies: readonly Row<'policies'>[],
): ProposedWindow | null {
  const isIntegerTime =
    hypertables.find(({ hypertableId }) => hypertableId === aggregate.hypertableId)?.isIntegerTime ?? false;
  const bucket = widestBucketUnits(aggregate);
  const kept = keptUnits(aggregate.sourceHypertableId, hypertables, policies);
  const columnstore = policies.find(
    ({ kind, hypertableId }) => kind === 'columnstore' && hypertableId === aggregate.hypertableId,
  );
  const converted = columnstore && !columnstore.byCreation ? agedDistance(columnstore) : null;
  return bucket === null || kept === null
    ? null
    : windowFor(bucket, kept, isIntegerTime, converted && shortestUnits(converted));
}

/** The same for a bucket over a source that keeps so much; `convertedUnits` is when its own chunks are converted. */
export function windowFor(
  bucket: number,
  kept: number,
  isIntegerTime: boolean,
  convertedUnits: number | null = null,
): ProposedWindow | null {
  if (bucket <= 0) return null;
  const end = isIntegerTime ? bucket : Math.max(LEAST_END_UNITS, bucket);
  const wished = isIntegerTime ? LATE_BUCKETS * bucket : Math.max(LATE_UNITS, LATE_BUCKETS * bucket);
  const scheduleSeconds = isIntegerTime
    ? LONGEST_SCHEDULE_SECONDS
    : Math.min(LONGEST_SCHEDULE_SECONDS, Math.round(end / SECOND_UNITS));
  const least = end + LEAST_BUCKETS * bucket;
  if (kept - bucket < least) return null;
  const unconverted =
    convertedUnits === null
      ? Number.POSITIVE_INFINITY
      : convertedUnits - (isIntegerTime ? 0 : scheduleSeconds * SECOND_UNITS);
  const start = Math.min(wished, kept - bucket, Math.max(least, unconverted));
  return { startUnits: Math.floor(start), endUnits: Math.ceil(end), scheduleSeconds };
}
