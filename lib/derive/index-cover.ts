import type { Row } from '@/lib/collect/snapshot';

/** What an index can answer, whatever table it is of. */
export type IndexShape = Pick<
  Row<'indexes'>,
  'method' | 'keys' | 'keyOptions' | 'includedColumns' | 'predicate'
>;

/** DESC, which has nulls first: an index reads the same backwards. */
const REVERSED = 3;

/** Whether each query that one can answer the other can too, in the same order and as fast. */
export const isEqualIndex = (a: IndexShape, b: IndexShape): boolean =>
  a.keys.length === b.keys.length &&
  a.includedColumns.length === b.includedColumns.length &&
  coversIndex(a, b);

/** Whether `wide` begins with the keys of `narrow`, in the same or in all reversed directions, over the same rows. */
export function coversIndex(wide: IndexShape, narrow: IndexShape): boolean {
  if (wide.method !== narrow.method || wide.predicate !== narrow.predicate) return false;
  if (narrow.includedColumns.some((column) => !wide.includedColumns.includes(column))) return false;
  if (wide.keys.length < narrow.keys.length) return false;
  if (narrow.keys.some((key, at) => wide.keys[at] !== key)) return false;
  // Only a B-tree is of use without its last columns.
  if (wide.keys.length > narrow.keys.length && narrow.method !== 'btree') return false;
  const differs = narrow.keyOptions.map((option, at) => option ^ (wide.keyOptions[at] ?? 0));
  return (
    differs.every((bits) => bits === 0) ||
    (narrow.method === 'btree' && differs.every((bits) => bits === REVERSED))
  );
}
