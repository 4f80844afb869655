import type { Row } from '@/lib/collect/snapshot';
import { partsOf } from './aggregate-nesting';
import type { AggregateCall, Bucket } from './workload-groupings';

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

/** What a continuous aggregate keeps, as far as its definition is understood. */
export interface Kept {
  readonly aggregate: Row<'continuousAggregates'>;
  readonly bucketSeconds: number;
  readonly groupBy: readonly string[];
  readonly calls: readonly AggregateCall[];
}

interface Asked {
  readonly groupBy: readonly string[];
  readonly calls: readonly AggregateCall[];
  readonly bucket: Bucket;
}

/**
 * The aggregate from which a query could be answered: with all its columns, buckets that make up its own, and all that
 * it computes. Of several the widest, which has the fewest rows. Of a bucket whose width is not known the answer is
 * what may do.
 */
export function answeringAggregate(asked: Asked, kept: readonly Kept[]): Kept | null {
  return kept
    .filter((one) => answers(one, asked))
    .reduce<Kept | null>((best, one) => (best && best.bucketSeconds >= one.bucketSeconds ? best : one), null);
}

function answers(kept: Kept, { groupBy, calls, bucket }: Asked): boolean {
  if (!groupBy.every((column) => kept.groupBy.includes(column)) || !makesUp(kept.bucketSeconds, bucket))
    return false;
  const has = (call: AggregateCall) => kept.calls.some((one) => JSON.stringify(one) === JSON.stringify(call));
  const isSame =
    kept.groupBy.length === groupBy.length &&
    (bucket.isUnknown || (bucket.calendar === null && bucket.seconds === kept.bucketSeconds));
  return calls.every((call) => (isSame && has(call)) || (partsOf(call)?.every(has) ?? false));
}

/** Months are made of days; days of a time zone, by which date_trunc goes, of hours. */
function makesUp(keptSeconds: number, { seconds, calendar, isUnknown, isDateTrunc }: Bucket): boolean {
  if (isUnknown) return true;
  const isOfDays = calendar !== null || (seconds ?? 0) >= DAY_SECONDS;
  if (isDateTrunc && isOfDays) return HOUR_SECONDS % keptSeconds === 0;
  return calendar === null ? (seconds ?? 0) % keptSeconds === 0 : DAY_SECONDS % keptSeconds === 0;
}
