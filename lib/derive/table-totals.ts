import type { Row } from '@/lib/collect/snapshot';

type Table = Row<'tables'>;

export interface TableTotals {
  /** The partitioned table at the top, or the table itself. */
  readonly root: Table;
  /** Its partitions; empty for what is not partitioned. */
  readonly partitions: readonly Table[];
  readonly heapBytes: number;
  readonly toastBytes: number;
  readonly indexBytes: number;
  readonly totalBytes: number;
  /** Null until one of them was analysed. */
  readonly rows: number | null;
  /** Null where nothing is counted. */
  readonly deadRows: number | null;
  readonly xidAge: number | null;
  readonly multixactAge: number | null;
}

/** Tables with their partitions added up: what a person means by a table. */
export function tableTotals(tables: readonly Table[]): TableTotals[] {
  const known = new Set(tables.map(({ relationOid }) => relationOid));
  const partitions = new Map<number, Table[]>();
  const roots: Table[] = [];
  for (const table of tables) {
    // A partition whose root is hidden stands for itself.
    if (table.rootOid === null || !known.has(table.rootOid)) roots.push(table);
    else (partitions.get(table.rootOid) ?? partitions.set(table.rootOid, []).get(table.rootOid))?.push(table);
  }
  return roots.map((root) => totalsOf(root, partitions.get(root.relationOid) ?? []));
}

function totalsOf(root: Table, partitions: readonly Table[]): TableTotals {
  const parts = partitions.filter(({ kind }) => kind !== 'partitioned');
  const own = root.kind === 'partitioned' ? parts : [root];
  const sum = (of: (table: Table) => number) => own.reduce((total, table) => total + of(table), 0);
  const known = (of: (table: Table) => number | null) => own.flatMap((table) => of(table) ?? []);
  const added = (values: readonly number[]) =>
    values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
  const most = (values: readonly number[]) => (values.length === 0 ? null : Math.max(...values));
  return {
    root,
    partitions: parts,
    heapBytes: sum(({ tableBytes }) => tableBytes),
    toastBytes: sum(({ toastBytes }) => toastBytes),
    indexBytes: sum(({ indexBytes }) => indexBytes),
    totalBytes: sum(({ tableBytes, toastBytes, indexBytes }) => tableBytes + toastBytes + indexBytes),
    rows: added(known(({ estimatedRows }) => estimatedRows)),
    deadRows: added(known(({ deadRows }) => deadRows)),
    xidAge: most(known(({ xidAge }) => xidAge)),
    multixactAge: most(known(({ multixactAge }) => multixactAge)),
  };
}
