import type { Row } from '@/lib/collect/snapshot';
import { materializableUntil, refreshedUntil } from './aggregate-axis';

/**
 * How far refreshes of an aggregate stand behind what it could hold, in units of its time, whether there were rows or
 * not: the watermark of an aggregate whose source is quiet stays where the last rows are. Null when none has run, and
 * never negative: a refresh takes the bucket of the present to its end, and passes a quiet aggregate below.
 */
export function aggregateLag(
  aggregate: Row<'continuousAggregates'>,
  aggregates: readonly Row<'continuousAggregates'>[],
  chunks: readonly Row<'chunks'>[],
  nowMs: number,
): number | null {
  const refreshed = aggregate.isNeverMaterialized ? null : refreshedUntil(aggregate);
  // Only integer buckets are counted in units.
  const axis = { isIntegerTime: aggregate.bucketUnits !== null };
  const until = materializableUntil(aggregate, axis, aggregates, chunks, nowMs);
  return refreshed === null || until === null ? null : Math.max(0, until - refreshed);
}
