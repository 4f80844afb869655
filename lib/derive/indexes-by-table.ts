import type { Row } from '@/lib/collect/snapshot';

/** The indexes of each table, by its oid. */
export function indexesByTable(
  indexes: readonly Row<'indexes'>[],
): ReadonlyMap<number, readonly Row<'indexes'>[]> {
  const byTable = new Map<number, Row<'indexes'>[]>();
  for (const index of indexes) {
    const list = byTable.get(index.tableOid);
    if (list) list.push(index);
    else byTable.set(index.tableOid, [index]);
  }
  return byTable;
}
