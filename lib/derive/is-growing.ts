import type { Row } from '@/lib/collect/snapshot';

/** No new chunk for this long, nor for two intervals: it does not grow. */
const QUIET_UNITS = 7 * 86_400_000_000;

/**
 * Whether a hypertable still gets rows, as far as its chunks tell. Integer time does not say how long ago; there the
 * creation of its newest chunk does, where the server keeps it.
 */
export function isGrowing(
  { isIntegerTime }: Pick<Row<'hypertables'>, 'isIntegerTime'>,
  chunks: readonly Pick<Row<'chunks'>, 'rangeStartUnits' | 'rangeEndUnits' | 'createdAt'>[],
  interval: number,
  nowMs: number,
): boolean {
  if (isIntegerTime)
    return chunks.some(
      ({ createdAt }) => createdAt !== null && nowMs - Date.parse(createdAt) <= QUIET_UNITS / 1_000,
    );
  const present = nowMs * 1_000;
  const since = present - Math.max(QUIET_UNITS, 2 * interval);
  return chunks.some(
    ({ rangeStartUnits, rangeEndUnits }) =>
      (rangeStartUnits ?? present) <= present && (rangeEndUnits ?? present) >= since,
  );
}
