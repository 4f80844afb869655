import type { Row } from '@/lib/collect/snapshot';

/** A range says where rows may be, not where they are: one of ten years with a week of rows is no tenth empty. */
const KNOWN_FACTOR = 2;

/** How far back rows go from a moment, in units of the hypertable's time. */
export interface Reach {
  readonly least: number;
  readonly most: number;
  /** The two are no more than a factor of two apart, so that `most` may stand for both. */
  readonly isKnown: boolean;
}

/**
 * How far rows of a range reach back from `until`. They are no older than its start. The oldest is no younger than its
 * end, nor than the creation of its first chunk, because a chunk is made for a row that has come; releases before 2.13
 * and integer time do not tell when that was.
 */
export function reachOf(
  {
    start,
    end,
    chunks,
  }: { readonly start: number; readonly end: number; readonly chunks: readonly Row<'chunks'>[] },
  until: number,
  isIntegerTime: boolean,
): Reach {
  const created = isIntegerTime ? [] : chunks.flatMap(({ createdAt }) => createdAt ?? []);
  const firstCreated = Math.min(...created.map((instant) => Date.parse(instant) * 1_000));
  const most = Math.max(0, until - start);
  const least = until - Math.min(end, until, Math.max(start, firstCreated));
  return { least, most, isKnown: most <= KNOWN_FACTOR * least };
}
