import type { Row } from '@/lib/collect/snapshot';
import { refreshedUntil, widestBucketUnits } from '@/lib/derive/aggregate-axis';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import type { ProposedWindow } from '@/lib/derive/refresh-window';
import { firstStart, unreadBefore } from '@/lib/derive/unread-history';
import type { Step } from '../../rule';
import { type RefreshContext, refreshSteps } from './refresh-steps';

interface Filled {
  readonly aggregate: Row<'continuousAggregates'>;
  readonly axis: Row<'hypertables'>;
  readonly window: ProposedWindow;
  /** Where the present is on the time axis. */
  readonly presentUnits: number;
  /** How long the aggregate itself keeps its buckets: older ones are not worth computing. */
  readonly keptUnits: number;
}

/**
 * Refreshes, up to where a policy of this window takes over, what its first run would pass over for good. Never from
 * before the first chunk that the source still has: that would delete the buckets of what it has dropped. Empty where
 * nothing is left out.
 */
export function fillSteps(
  { aggregate, axis, window, presentUnits, keptUnits }: Filled,
  chunks: readonly Row<'chunks'>[],
  context: RefreshContext,
): Step[] {
  const bucketUnits = widestBucketUnits(aggregate);
  const unread = unreadBefore(aggregate, chunks, presentUnits - window.startUnits).filter(
    ({ rangeEndUnits }) => rangeEndUnits === null || rangeEndUnits > presentUnits - keptUnits,
  );
  const firstUnits = firstStart(unread);
  if (firstUnits === null || bucketUnits === null) return [];
  return refreshSteps(
    {
      aggregate,
      axis,
      // A bucket earlier, as only whole buckets are refreshed; an aggregate that holds nothing has nothing to lose.
      fromUnits: refreshedUntil(aggregate) === null ? null : firstUnits - bucketUnits,
      firstUnits,
      untilUnits: presentUnits - window.endUnits,
      endUnits: window.endUnits,
      bucketUnits,
      sourceBytes: chunkBytes(unread),
    },
    context,
  );
}
