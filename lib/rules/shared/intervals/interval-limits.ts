import type { Row } from '@/lib/collect/snapshot';
import { policyAgeUnits } from '@/lib/derive/policy-age';

/** The vendor's automatic tuning acts on a factor of two or more: less is not worth chunks of mixed length. */
export const LEAST_FACTOR = 2;

const DAY_UNITS = 86_400_000_000;
/** pg-aiguide, the vendor's guide: chunks of an hour to thirty days. */
export const SHORTEST_INTERVAL_UNITS = DAY_UNITS / 24;
const LONGEST_INTERVAL_UNITS = 30 * DAY_UNITS;
/** TimescaleDB itself makes an aggregate's chunks ten times as long as those of its source. */
const AGGREGATE_FACTOR = 10;

/** The longest interval that is usual for such a hypertable; infinite for integer time, which does not tell a day. */
export function usualInterval({
  kind,
  isIntegerTime,
}: Pick<Row<'hypertables'>, 'kind' | 'isIntegerTime'>): number {
  if (isIntegerTime) return Number.POSITIVE_INFINITY;
  return kind === 'hypertable' ? LONGEST_INTERVAL_UNITS : AGGREGATE_FACTOR * LONGEST_INTERVAL_UNITS;
}

/** The longest interval to advise: usual, and never above the age at which chunks are converted or dropped. */
export function longestInterval(
  hypertable: Row<'hypertables'>,
  policies: readonly Row<'policies'>[],
): number {
  return Math.min(
    usualInterval(hypertable),
    policyAgeUnits('columnstore', hypertable, policies),
    policyAgeUnits('retention', hypertable, policies),
  );
}
