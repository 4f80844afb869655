import type { Row } from '@/lib/collect/snapshot';
import { longestUnits } from './calendar-span';
import { bucketUnits } from './policy-distance';
import { presentUnits } from './present';

type Aggregate = Row<'continuousAggregates'>;

/** The hypertable at the root of an aggregate: what its source, or the source of its source, reads. */
export function rootHypertable(
  aggregate: Aggregate,
  hypertables: readonly Row<'hypertables'>[],
  aggregates: readonly Aggregate[],
): Row<'hypertables'> | undefined {
  const below = aggregates.find(({ hypertableId }) => hypertableId === aggregate.sourceHypertableId);
  return below
    ? rootHypertable(below, hypertables, aggregates)
    : hypertables.find(({ hypertableId }) => hypertableId === aggregate.sourceHypertableId);
}

/** Up to where refreshes have got, whether there were rows or not; null when none has run. */
export function refreshedUntil({ watermarkUnits, refreshedUntilUnits }: Aggregate): number | null {
  return watermarkUnits === null || refreshedUntilUnits === null
    ? (watermarkUnits ?? refreshedUntilUnits)
    : Math.max(watermarkUnits, refreshedUntilUnits);
}

export function sourceChunks(
  { sourceHypertableId }: Aggregate,
  chunks: readonly Row<'chunks'>[],
): readonly Row<'chunks'>[] {
  return chunks.filter(({ hypertableId, isTiered }) => hypertableId === sourceHypertableId && !isTiered);
}

/**
 * Up to where an aggregate could be materialised at best: now, or what the aggregate below it has got to. Integer
 * time goes by the newest chunk of the source. Null when there is nothing to materialise.
 */
export function materializableUntil(
  aggregate: Aggregate,
  axis: Pick<Row<'hypertables'>, 'isIntegerTime'>,
  aggregates: readonly Aggregate[],
  chunks: readonly Row<'chunks'>[],
  nowMs: number,
): number | null {
  const present = presentUnits(axis, sourceChunks(aggregate, chunks), nowMs);
  const below = aggregates.find(({ hypertableId }) => hypertableId === aggregate.sourceHypertableId);
  if (!below) return present;
  if (below.watermarkUnits === null) return null;
  return present === null || axis.isIntegerTime
    ? below.watermarkUnits
    : Math.min(present, below.watermarkUnits);
}

/** A bucket at its widest: of months up to 31 days each. */
export function widestBucketUnits(aggregate: Aggregate): number | null {
  const units = bucketUnits(aggregate);
  return units === null ? null : longestUnits({ units, text: aggregate.bucketWidth });
}
