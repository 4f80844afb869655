import type { Row } from '@/lib/collect/snapshot';

type Index = Row<'indexes'>;
type ForeignKey = Row<'foreignKeys'>;

/** What of an index tells whether a foreign key is served by it, whatever table it is of. */
export type ForeignKeyIndex = Pick<Index, 'method' | 'keyColumns' | 'predicate' | 'isValid'>;

/**
 * Whether the check that a delete makes finds its rows by this index: its first keys are the columns of the foreign
 * key, in whatever order, and it holds all rows that the check may look for.
 */
export function supportsForeignKey(
  index: ForeignKeyIndex,
  { columns }: Pick<ForeignKey, 'columns'>,
): boolean {
  if (!index.isValid || !holdsReferences(index, columns)) return false;
  // A hash index has one column; other methods do not answer `=` by default.
  if (index.method !== 'btree' && index.method !== 'hash') return false;
  const first = index.keyColumns.slice(0, columns.length);
  return columns.every((column) => first.includes(column));
}

/** No row with a null refers to anything, so an index may leave those out. */
const holdsReferences = ({ predicate }: ForeignKeyIndex, columns: readonly string[]) =>
  predicate === null ||
  columns.some((column) => predicate.replaceAll('"', '') === `(${column.replaceAll('"', '')} IS NOT NULL)`);

/** Whether some index serves a foreign key: one of its table or hypertable, or for a partitioned table one of each partition. */
export function isForeignKeyIndexed(
  foreignKey: ForeignKey,
  byTable: ReadonlyMap<number, readonly ForeignKeyIndex[]>,
): boolean {
  const { tableOid, partitions } = foreignKey;
  const isOn = (oid: number) =>
    byTable.get(oid)?.some((index) => supportsForeignKey(index, foreignKey)) ?? false;
  return (
    isOn(tableOid) || (partitions.length > 0 && partitions.every((partition) => isOn(partition.tableOid)))
  );
}
