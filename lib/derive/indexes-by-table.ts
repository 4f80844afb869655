/** The indexes of each table, by its oid. */
export function indexesByTable<Index extends { readonly tableOid: number }>(
  indexes: readonly Index[],
): ReadonlyMap<number, readonly Index[]> {
  const byTable = new Map<number, Index[]>();
  for (const index of indexes) {
    const list = byTable.get(index.tableOid);
    if (list) list.push(index);
    else byTable.set(index.tableOid, [index]);
  }
  return byTable;
}
