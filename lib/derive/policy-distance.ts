import type { Row } from '@/lib/collect/snapshot';
import { type IntegerType, type Span, spanText } from '@/lib/sql/span';
import { type CalendarDistance, longestUnits } from './calendar-span';

type Policy = Row<'policies'>;
type Axis = Pick<Row<'hypertables'>, 'isIntegerTime' | 'timeColumnType'>;

/** In the units of a hypertable's time: microseconds for times, else plain integers. Null is an open end. */
const units = (seconds: number | null, integers: number | null): number | null =>
  seconds === null ? integers : seconds * 1_000_000;

/** How far back a columnstore or retention policy begins to act. */
export const ageUnits = ({ afterSeconds, afterUnits }: Policy): number | null =>
  units(afterSeconds, afterUnits);

/** The same age with its months. */
export function agedDistance(policy: Policy): CalendarDistance | null {
  const { drop_after, drop_created_before, compress_after, compress_created_before } = policy.config;
  return dated(
    ageUnits(policy),
    drop_after ?? drop_created_before ?? compress_after ?? compress_created_before,
  );
}

/** The far end of a refresh window with its months; null reaches back to the first row. */
export const startDistance = (policy: Policy): CalendarDistance | null =>
  dated(startUnits(policy), policy.config.start_offset);

/** How far back a refresh looks at the longest time of the calendar; infinite where it reaches back to the first row. */
export function longestReach(policy: Policy): number {
  const start = startDistance(policy);
  return start ? longestUnits(start) : Number.POSITIVE_INFINITY;
}

/** The near end of a refresh window with its months; null reaches up to the newest row. */
export const endDistance = (policy: Policy): CalendarDistance | null =>
  dated(endUnits(policy), policy.config.end_offset);

const dated = (units: number | null, text: unknown): CalendarDistance | null =>
  units === null ? null : { units, text };

/** The far end of a refresh window; null reaches back to the first row. */
export const startUnits = ({ startOffsetSeconds, startOffsetUnits }: Policy): number | null =>
  units(startOffsetSeconds, startOffsetUnits);

/** The near end of a refresh window; null reaches up to the newest row. */
export const endUnits = ({ endOffsetSeconds, endOffsetUnits }: Policy): number | null =>
  units(endOffsetSeconds, endOffsetUnits);

export const bucketUnits = (aggregate: Row<'continuousAggregates'>): number | null =>
  units(aggregate.bucketSeconds, aggregate.bucketUnits);

export const intervalUnits = (hypertable: Row<'hypertables'>): number | null =>
  units(hypertable.chunkIntervalSeconds, hypertable.chunkIntervalUnits);

/** The same distance as SQL takes it. Whole seconds: no policy is set finer. */
export function asSpan(distance: number, axis: Axis): Span {
  return axis.isIntegerTime
    ? { units: Math.round(distance), integerType: axis.timeColumnType as IntegerType }
    : { seconds: Math.round(distance / 1_000_000) };
}

/** The same distance as a policy's configuration spells it. */
export function asConfigValue(distance: number, axis: Axis): string | number {
  return axis.isIntegerTime ? Math.round(distance) : spanText(Math.round(distance / 1_000_000));
}
