import type { Row } from '@/lib/collect/snapshot';
import { widestBucketUnits } from './aggregate-axis';
import { longestUnits } from './calendar-span';
import { agedDistance, longestReach } from './policy-distance';

/**
 * How long a hypertable has to keep its rows at least, in its own units: as far as the refreshes of its aggregates
 * reach back, because a refresh deletes the buckets of a dropped range, and twice the age at which chunks are
 * converted, because converting what is dropped next is work for nothing. Months count as the longest. Infinite when a refresh has
 * no start.
 */
export function leastRetentionUnits(
  { hypertableId, isIntegerTime }: Pick<Row<'hypertables'>, 'hypertableId' | 'isIntegerTime'>,
  aggregates: readonly Row<'continuousAggregates'>[],
  policies: readonly Row<'policies'>[],
): number {
  const of = (kind: Row<'policies'>['kind'], id: number) =>
    policies.filter((policy) => policy.kind === kind && policy.hypertableId === id);
  const reaches = aggregates
    .filter(({ sourceHypertableId }) => sourceHypertableId === hypertableId)
    .flatMap((aggregate) =>
      of('refresh', aggregate.hypertableId).map(
        (policy) => longestReach(policy) + (widestBucketUnits(aggregate) ?? 0),
      ),
    );
  const conversions = of('columnstore', hypertableId).map((policy) => {
    const age = agedDistance(policy);
    // How long ago an integer chunk was made has no measure in its units.
    return age && !(policy.byCreation && isIntegerTime) ? 2 * longestUnits(age) : 0;
  });
  return Math.max(0, ...reaches, ...conversions);
}
