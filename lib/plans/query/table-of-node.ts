import type { ArtifactName, Row, Snapshot } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { partsOf } from './folded';
import type { PlanNode } from './plan';
import { textField } from './plan-field';

/** The user's table that a node reads: for a chunk its hypertable. */
export interface KnownTable {
  readonly schema: string;
  readonly name: string;
  readonly table: Row<'tables'> | null;
  /** What holds its rows: itself or, of a partitioned table, its partitions. None of a hypertable. */
  readonly parts: readonly Row<'tables'>[];
  readonly hypertable: Row<'hypertables'> | null;
}

/** Of several partitions together the whole table. Null where the plan names no table, or the database has none or several of that name. */
export function tableOfNode({ fields, count }: PlanNode, snapshot: Snapshot | null): KnownTable | null {
  const relation = textField(fields, 'Relation Name');
  if (relation === null || snapshot === null) return null;
  const schema = textField(fields, 'Schema');
  const isIt = (row: { readonly schema: string; readonly name: string }) =>
    row.name === relation && (schema === null || row.schema === schema);
  const hypertables = rowsOf(snapshot, 'hypertables');
  const chunk = rowsOf(snapshot, 'chunks').find(isIt);
  const hypertable = chunk
    ? only(hypertables.filter(({ hypertableId }) => hypertableId === chunk.hypertableId))
    : only(hypertables.filter(isIt));
  if (hypertable)
    return { schema: hypertable.schema, name: hypertable.name, table: null, parts: [], hypertable };
  const table = only(rowsOf(snapshot, 'tables').filter(isIt));
  return table && (count > 1 ? wholeOf(table, snapshot) : knownTable(table, [table]));
}

const knownTable = (table: Row<'tables'>, parts: KnownTable['parts']): KnownTable => ({
  schema: table.schema,
  name: table.name,
  table,
  parts,
  hypertable: null,
});

/** Of a partition the partitioned table at the top; of another table itself. */
function wholeOf(table: Row<'tables'>, snapshot: Snapshot): KnownTable {
  const tables = rowsOf(snapshot, 'tables');
  const whole = tables.find(({ relationOid }) => relationOid === table.rootOid);
  if (!whole) return knownTable(table, [table]);
  const parts = tables.filter(({ rootOid, kind }) => rootOid === whole.relationOid && kind !== 'partitioned');
  return knownTable(whole, parts);
}

/** What an index is made on: of a partition the partitioned table at the top. */
export function indexedTable(node: PlanNode, snapshot: Snapshot): KnownTable | null {
  const known = tableOfNode(node, snapshot);
  return known?.table ? wholeOf(known.table, snapshot) : known;
}

/** The types of the columns of the node's table; none where they were not read. */
export function columnTypes(node: PlanNode, snapshot: Snapshot | null): ReadonlyMap<string, string> {
  const { hypertable, table } = (snapshot && indexedTable(node, snapshot)) ?? {};
  const columns =
    snapshot === null
      ? []
      : hypertable
        ? rowsOf(snapshot, 'hypertableColumns').filter(
            ({ hypertableId }) => hypertableId === hypertable.hypertableId,
          )
        : (rowsOf(snapshot, 'columnStatistics').find(({ relationOid }) => relationOid === table?.relationOid)
            ?.columns ?? []);
  return new Map(columns.map(({ name, type }) => [name, type]));
}

/** Of what a scan reads, as of the last VACUUM or ANALYZE. */
export interface ReadSize {
  readonly rows: number;
  readonly bytes: number;
}

/** All chunks or partitions that the node stands for together; null where one of them is not known. */
export function sizeRead(node: PlanNode, snapshot: Snapshot | null): ReadSize | null {
  if (snapshot === null) return null;
  const sizes = new Map<string, ReadSize>();
  const add = (name: string, rows: number | null, bytes: number | null) =>
    rows !== null && bytes !== null && sizes.set(name, { rows, bytes });
  for (const { schema, name, estimatedRows, tableBytes } of rowsOf(snapshot, 'tables'))
    add(JSON.stringify([schema, name]), estimatedRows, tableBytes);
  for (const { schema, name, rowPartRows, rowHeapBytes } of rowsOf(snapshot, 'chunks'))
    add(JSON.stringify([schema, name]), rowPartRows, rowHeapBytes);
  const read = partsOf(node).map(({ fields }) =>
    sizes.get(JSON.stringify([textField(fields, 'Schema'), textField(fields, 'Relation Name')])),
  );
  return read.reduce<ReadSize | null>(
    (sum, size) => sum && (size ? { rows: sum.rows + size.rows, bytes: sum.bytes + size.bytes } : null),
    { rows: 0, bytes: 0 },
  );
}

const only = <Item>(items: readonly Item[]): Item | null => (items.length === 1 ? (items[0] ?? null) : null);

/** The rows of an artifact; none where it could not be read. */
export const rowsOf = <Name extends ArtifactName>(snapshot: Snapshot, name: Name): readonly Row<Name>[] =>
  artifactRows(snapshot, name) ?? [];
