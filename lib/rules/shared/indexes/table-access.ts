import type { Row } from '@/lib/collect/snapshot';
import { isReferenceTo, shapesOf } from '@/lib/derive/statement-shapes';
import type { ColumnReference } from '@/lib/grammar/expression';
import type { QueryShape } from '@/lib/grammar/statement-shape';

/** A table that statements may mean. */
export interface NamedTable {
  readonly schema: string;
  readonly name: string;
  /** Empty where they are not known. */
  readonly columns: ReadonlySet<string>;
}

export interface OrderColumn {
  readonly column: string;
  readonly isDescending: boolean;
}

/** How one query of a statement chooses among the rows of one table. */
export interface TableAccess {
  readonly statement: Row<'statements'>;
  /** Columns that must have one given value. */
  readonly equalities: readonly string[];
  /** Columns that must have one of a list of values. */
  readonly lists: readonly string[];
  readonly ranges: readonly string[];
  readonly nulls: readonly string[];
  /** Columns that rows are looked up by, for each row of another table. */
  readonly lookups: readonly Lookup[];
  /** What the query orders by before it ends after some rows; empty where it reads all of them, or orders by other things too. */
  readonly firstBy: readonly OrderColumn[];
  /** The statement reads nothing else. */
  readonly isAlone: boolean;
  /** There is no condition on a column besides these. */
  readonly isUnderstood: boolean;
  /** It answers or changes every row that it chooses: then the statement's rows tell how many they are. */
  readonly answersItsRows: boolean;
}

export interface Lookup {
  readonly column: string;
  readonly from: NamedTable;
  /** Columns that the other table's rows must have given values of. */
  readonly fromEqualities: readonly string[];
}

/** What statements ask of a table, query by query; `tables` are all that there are, so that names are told apart. */
export function tableAccesses(
  table: NamedTable,
  tables: readonly NamedTable[],
  statements: readonly Row<'statements'>[],
): TableAccess[] {
  return shapesOf(statements).flatMap((shapes, at) => {
    const statement = statements[at];
    if (!statement) return [];
    return shapes.flatMap((shape) =>
      shape.verb === 'insert' ? [] : (accessOf(shape, shapes.length, table, tables, statement) ?? []),
    );
  });
}

/** Rows that statements add to a table or change in it: each is written to its indexes too, unless no indexed column changes. */
export function writtenRows(
  table: NamedTable,
  tables: readonly NamedTable[],
  statements: readonly Row<'statements'>[],
): number {
  return shapesOf(statements).reduce((sum, shapes, at) => {
    const writes = shapes.some(
      ({ verb, relations }) =>
        (verb === 'insert' || verb === 'update') && isReferenceTo(relations[0] ?? null, table, tables),
    );
    return sum + (writes ? (statements[at]?.rows ?? 0) : 0);
  }, 0);
}

function accessOf(
  shape: QueryShape,
  queries: number,
  table: NamedTable,
  tables: readonly NamedTable[],
  statement: Row<'statements'>,
): TableAccess | null {
  const at = shape.relations.findIndex((relation) => isReferenceTo(relation, table, tables));
  const relation = shape.relations[at];
  if (!relation) return null;
  const named = shape.relations.map(
    (one) => tables.find((other) => isReferenceTo(one, other, tables)) ?? null,
  );
  const ownerOf = (reference: ColumnReference) => ownerAt(reference, shape, named);
  const own = <Reference extends ColumnReference>(references: readonly Reference[]) =>
    references.filter((reference) => table.columns.has(reference.column) && ownerOf(reference) === at);
  const names = (references: readonly ColumnReference[]) => [
    ...new Set(own(references).map(({ column }) => column)),
  ];
  const lookups = own(shape.joins).flatMap(({ column, to }): Lookup[] => {
    const other = ownerOf(to);
    const from = other === at ? null : named[other];
    const equal = from && shape.equalities.filter((one) => !one.isList && ownerOf(one) === other);
    return from && equal ? [{ column, from, fromEqualities: equal.map((one) => one.column) }] : [];
  });
  const isAlone = queries === 1 && shape.relations.length === 1;
  const understood = new Set(
    [...shape.equalities, ...shape.ranges, ...shape.nulls, ...shape.joins].map(({ column }) => column),
  );
  return {
    statement,
    equalities: names(shape.equalities.filter(({ isList }) => !isList)),
    lists: names(shape.equalities.filter(({ isList }) => isList)),
    ranges: names(shape.ranges),
    nulls: names(shape.nulls),
    lookups,
    firstBy: firstBy(shape, own),
    isAlone,
    isUnderstood: shape.conditionColumns.every(({ column }) => understood.has(column)),
    answersItsRows: isAlone && answersItsRows(shape),
  };
}

/** Which relation of a query a column belongs to; −1 where the text and the known columns do not tell. */
function ownerAt(
  { alias, column }: ColumnReference,
  { relations }: QueryShape,
  named: readonly (NamedTable | null)[],
): number {
  if (alias !== null) return relations.findIndex((relation) => relation?.alias === alias);
  if (relations.length === 1) return 0;
  // A subquery or a relation that is not known may have a column of that name too.
  if (named.some((table) => table === null || table.columns.size === 0)) return -1;
  const owners = named.flatMap((table, at) => (table?.columns.has(column) ? [at] : []));
  return owners.length === 1 ? (owners[0] ?? -1) : -1;
}

function firstBy(
  { isLimited, orderBy, groupBy, isPlain }: QueryShape,
  own: (references: readonly ColumnReference[]) => readonly ColumnReference[],
): OrderColumn[] {
  if (!isLimited || !isPlain || groupBy?.length !== 0) return [];
  const columns = orderBy.flatMap(({ expression, isDescending }) =>
    expression.kind === 'column' && own([expression]).length > 0
      ? [{ column: expression.column, isDescending }]
      : [],
  );
  return columns.length === orderBy.length ? columns : [];
}

/** No groups, no limit, no aggregates over all rows. */
function answersItsRows({ verb, isLimited, isPlain, groupBy, targets }: QueryShape): boolean {
  if (verb !== 'select') return true;
  const isAggregate = targets.some(({ expression }) => expression.kind === 'call');
  return !isLimited && isPlain && groupBy?.length === 0 && !isAggregate;
}
