import type { Row } from '@/lib/collect/snapshot';
import { type ForeignKeyIndex, supportsForeignKey } from '@/lib/derive/foreign-key-support';

/** A foreign key, and the indexes by one of which a delete in the other table finds its rows. */
export interface ServedForeignKey<Index> {
  readonly columns: Row<'foreignKeys'>['columns'];
  readonly indexes: readonly Index[];
}

interface SizedIndex extends ForeignKeyIndex {
  readonly totalBytes: number;
}

/**
 * Of indexes that would all be dropped, those that may go together: each foreign key that has an index keeps one. If all
 * that serve it would go, the smallest stays.
 */
export function spareForForeignKeys<Index extends SizedIndex>(
  dropped: readonly Index[],
  foreignKeys: readonly ServedForeignKey<Index>[],
): readonly Index[] {
  const going = new Set(dropped);
  for (const { columns, indexes } of foreignKeys) {
    const serving = indexes.filter((index) => supportsForeignKey(index, { columns }));
    const [smallest] = serving.toSorted((a, b) => a.totalBytes - b.totalBytes);
    if (smallest && serving.every((index) => going.has(index))) going.delete(smallest);
  }
  return dropped.filter((index) => going.has(index));
}
