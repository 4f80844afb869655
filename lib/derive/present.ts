import type { Row } from '@/lib/collect/snapshot';

/**
 * "Now" along a hypertable's primary dimension, in its own units (microseconds since 1970 for times). An integer
 * dimension's clock is a function of the user's, which a monitor must not run: the start of its newest chunk
 * stands in, which is at most one chunk interval behind. Null when there is no chunk to tell.
 */
export function presentUnits(
  hypertable: Pick<Row<'hypertables'>, 'isIntegerTime'>,
  chunks: readonly Pick<Row<'chunks'>, 'rangeStartUnits'>[],
  nowMs: number,
): number | null {
  if (!hypertable.isIntegerTime) return nowMs * 1_000;
  return chunks.reduce<number | null>(
    (newest, { rangeStartUnits }) =>
      rangeStartUnits !== null && (newest === null || rangeStartUnits > newest) ? rangeStartUnits : newest,
    null,
  );
}
