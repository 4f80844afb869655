import type { Row } from '@/lib/collect/snapshot';
import { refreshedUntil, sourceChunks } from './aggregate-axis';

/**
 * Chunks of the source that begin before a point of the time axis and that no refresh has looked at, or not to their
 * end. What lies before a later refresh is in no answer: real-time aggregates compute what is newer than their
 * watermark, and that stands at the newest bucket that was refreshed, whatever is missing before it.
 */
export function unreadBefore(
  aggregate: Row<'continuousAggregates'>,
  chunks: readonly Row<'chunks'>[],
  beforeUnits: number,
): readonly Row<'chunks'>[] {
  const refreshed = refreshedUntil(aggregate);
  const from = heldFrom(aggregate, chunks);
  return sourceChunks(aggregate, chunks).filter(
    ({ rangeStartUnits: start, rangeEndUnits: end }) =>
      start !== null &&
      start < beforeUnits &&
      (refreshed === null || start < from || Math.min(end ?? beforeUnits, beforeUnits) > refreshed),
  );
}

/**
 * Where its buckets begin: with refreshes, or earlier where it has chunks that lie wholly before those. Their rows were
 * copied, as cagg_migrate does from an aggregate of the old format, and no refresh has looked there since.
 */
function heldFrom(
  { hypertableId, refreshedFromUnits }: Row<'continuousAggregates'>,
  chunks: readonly Row<'chunks'>[],
): number {
  const from = refreshedFromUnits ?? Number.NEGATIVE_INFINITY;
  const copied = chunks.filter(
    (chunk) =>
      chunk.hypertableId === hypertableId && chunk.rangeEndUnits !== null && chunk.rangeEndUnits <= from,
  );
  return firstStart(copied) ?? from;
}

/** Where the first of them begins. Null where no chunk says. */
export function firstStart(chunks: readonly Pick<Row<'chunks'>, 'rangeStartUnits'>[]): number | null {
  const starts = chunks.flatMap(({ rangeStartUnits }) => rangeStartUnits ?? []);
  return starts.length === 0 ? null : Math.min(...starts);
}
