import type { Row } from '@/lib/collect/snapshot';
import type { Lookup, OrderColumn, TableAccess } from './table-access';

/** A table as far as the use of an index is estimated. */
export interface EstimatedTable {
  readonly rows: number;
  /** Of its rows, without indexes. */
  readonly pages: number;
  /** How many trees one search goes down: those of all of its partitions or chunks. */
  readonly trees: number;
  readonly columns: ReadonlyMap<string, ColumnEstimate>;
  readonly indexes: readonly ExistingIndex[];
}

/** As far as columns are chosen. */
export type SearchedTable = Pick<EstimatedTable, 'rows' | 'columns'>;

export type ColumnEstimate = Omit<Row<'columnStatistics'>['columns'][number], 'name'>;
/** One that is valid and holds all rows, or those that have no value in a column. */
export type ExistingIndex = Pick<Row<'indexes'>, 'keyColumns' | 'isUnique'> & {
  readonly nullColumn: string | null;
};

export interface IndexKey {
  /** In order; those at the end may be there for order. */
  readonly columns: readonly OrderColumn[];
  /** It holds only rows that have no value here. */
  readonly nullColumn: string | null;
}

/** What an index would save one access, as estimated; of blocks as counted. */
export interface IndexGain {
  readonly key: IndexKey;
  /** Rows that one call reads by it. */
  readonly rowsPerCall: number;
  /** Blocks that one call reads today. */
  readonly blocksPerCall: number;
  readonly savedRatio: number;
}

/** The planner takes so many for a list whose length it does not know (`estimate_array_length`). */
const LIST_VALUES = 10;
/** Reading a twentieth of a table in scattered blocks costs about as much as reading it from end to end. */
const MOST_ROWS_RATIO = 0.05;
/** PgHero stops adding columns when fewer rows are left, and leaves out a column that leaves more than this share of them. */
export const FEW_ROWS = 50;
const LEAST_CUT_RATIO = 0.3;
export const MOST_COLUMNS = 3;
/** Longer keys make an index about as large as its table; postgres-mcp leaves out text of more bytes. */
const MOST_WIDTH_BYTES = 40;
/** From the root of a B-tree to a leaf. */
const TREE_BLOCKS = 3;
/** Dexter accepts an index that halves the cost. */
const LEAST_SAVED_RATIO = 0.5;
/** A statement that reads less than this part of a table does not scan it, whatever its text looks like. */
const SCANNED_RATIO = 0.5;
/** A partial index on a tenth of the rows is small enough to be worth its condition. */
const MOST_NULL_RATIO = 0.1;
/** The planner's guess for a range whose bounds it does not know (DEFAULT_INEQ_SEL). */
const RANGE_RATIO = 1 / 3;
const UNINDEXABLE =
  /^(jsonb?|xml|point|box|circle|line|lseg|path|polygon|tsvector|tsquery|geometry|geography|bytea)\b|\[\]$/;

interface Found {
  readonly key: IndexKey;
  readonly rowsPerCall: number;
  /** How often one call goes down a tree. */
  readonly searches: number;
}

export const blocksPerCall = ({ statement }: TableAccess): number =>
  (statement.sharedBlocksHit + statement.sharedBlocksRead) / Math.max(1, statement.calls);

/** What the best index for one access would save; null where none would, or where too little is known to tell. */
export function indexGain(
  access: TableAccess,
  table: EstimatedTable,
  tableOf: (lookup: Lookup) => EstimatedTable | null,
): IndexGain | null {
  const found = chosenBy(access, table) ?? lookedUpBy(access, table, tableOf);
  if (!found) return null;
  const blocks = blocksPerCall(access);
  const today = todaysRows(access, table, found.searches);
  const { rowsPerCall, searches, key } = found;
  if (rowsPerCall > MOST_ROWS_RATIO * table.rows || rowsPerCall > LEAST_SAVED_RATIO * today.rows) return null;
  // What was counted has the last word: without an index the statement must have read the table, and with one nothing
  // tells how much of what a join reads is of this table.
  if (today.isScan ? blocks < SCANNED_RATIO * table.pages : !access.isAlone) return null;
  const after = searches * table.trees * TREE_BLOCKS + Math.min(rowsPerCall, table.pages);
  const before = today.isScan ? Math.min(table.pages, blocks) : blocks;
  const savedRatio = (before - after) / Math.max(1, blocks);
  return savedRatio >= LEAST_SAVED_RATIO ? { key, rowsPerCall, blocksPerCall: blocks, savedRatio } : null;
}

/** By values that are given: single ones, the most selective first, then lists, then an order or a range. */
function chosenBy(access: TableAccess, table: EstimatedTable): Found | null {
  const measured = access.answersItsRows && access.isUnderstood ? rowsAnswered(access) : null;
  const picked = pickedColumns(access, table, measured);
  const nullColumn = rareNull(access, table);
  const nulls = nullColumn === null ? 1 : (table.columns.get(nullColumn)?.nullRatio ?? 1);
  const estimated = picked.rows * nulls;
  // Where a range chooses too, fewer rows are answered than the equalities leave.
  const rows = measured !== null && access.ranges.length === 0 ? Math.max(1, measured) : estimated;
  const { searches } = picked;
  const order = orderBehind(access, table, picked);
  if (order.length > 0 && rows >= FEW_ROWS)
    return {
      key: { columns: [...picked.columns, ...order], nullColumn },
      rowsPerCall: Math.min(rows, rowsAnswered(access)),
      searches,
    };
  if (picked.columns.length === 0)
    return nullColumn === null
      ? null
      : { key: { columns: [ascending(nullColumn)], nullColumn }, rowsPerCall: rows, searches };
  const range = rows >= FEW_ROWS ? access.ranges.find((name) => isIndexable(table, name)) : undefined;
  const columns = range === undefined ? picked.columns : [...picked.columns, ascending(range)];
  return { key: { columns, nullColumn }, rowsPerCall: rows, searches };
}

interface Picked {
  readonly columns: readonly OrderColumn[];
  /** That are left after them. */
  readonly rows: number;
  readonly searches: number;
}

/** Columns until few rows are left; one that is not known is taken only where the rows were counted. */
export function pickedColumns(
  access: Pick<TableAccess, 'equalities' | 'lists'>,
  table: SearchedTable,
  measured: number | null,
): Picked {
  const given = [
    ...access.equalities.map((name) => ({ name, ratio: ratioOf(table, name, false), isList: false })),
    ...access.lists.map((name) => ({ name, ratio: ratioOf(table, name, true), isList: true })),
  ].sort((a, b) => Number(a.isList) - Number(b.isList) || (a.ratio ?? 1) - (b.ratio ?? 1));
  let picked: Picked = { columns: [], rows: table.rows, searches: 1 };
  for (const { name, ratio, isList } of given) {
    const isFull = picked.rows < FEW_ROWS || picked.columns.length === MOST_COLUMNS - 1;
    const isCutting = ratio === null ? measured !== null : ratio <= LEAST_CUT_RATIO;
    if (isFull || !isCutting || !isIndexable(table, name)) continue;
    picked = {
      columns: [...picked.columns, ascending(name)],
      rows: picked.rows * (ratio ?? 1),
      searches: picked.searches * (isList ? LIST_VALUES : 1),
    };
  }
  return picked;
}

/** The order of the rows that are answered first, where an index would give them one after the other. */
function orderBehind(access: TableAccess, table: EstimatedTable, picked: Picked): readonly OrderColumn[] {
  const { firstBy, equalities, lists, ranges } = access;
  const [first] = firstBy;
  const isInKey = (name: string) => picked.columns.some(({ column }) => column === name);
  const passesOver = !access.isUnderstood || !equalities.every(isInKey) || lists.length > 0;
  const isFirst = ranges.every((name) => name === first?.column);
  const fits = picked.columns.length + firstBy.length <= MOST_COLUMNS;
  if (!access.isAlone || passesOver || !isFirst || !fits) return [];
  return firstBy.every(({ column }) => isIndexable(table, column)) ? firstBy : [];
}

/** By the rows of another table, where given values leave few of those. */
function lookedUpBy(
  access: TableAccess,
  table: EstimatedTable,
  tableOf: (lookup: Lookup) => EstimatedTable | null,
): Found | null {
  const found = access.lookups.flatMap((lookup): Found[] => {
    const from = tableOf(lookup);
    const ratios = lookup.fromEqualities.map((name) => (from ? ratioOf(from, name, false) : null));
    const ratio = ratioOf(table, lookup.column, false);
    if (!from || ratio === null || ratios.length === 0 || ratios.includes(null)) return [];
    const searches = Math.max(
      1,
      ratios.reduce<number>((left, one) => left * (one ?? 1), from.rows),
    );
    const key = { columns: [ascending(lookup.column)], nullColumn: null };
    return isIndexable(table, lookup.column)
      ? [{ key, rowsPerCall: searches * Math.max(1, table.rows * ratio), searches }]
      : [];
  });
  return found.sort((a, b) => a.rowsPerCall - b.rowsPerCall)[0] ?? null;
}

/** What the best index that is there leaves to read; all rows, and a scan, where none helps. */
function todaysRows(
  access: TableAccess,
  table: EstimatedTable,
  searches: number,
): { readonly rows: number; readonly isScan: boolean } {
  const left = table.indexes.flatMap((index) => rowsBy(index, access, table, searches) ?? []);
  return left.length === 0
    ? { rows: table.rows, isScan: true }
    : { rows: Math.min(table.rows, ...left), isScan: false };
}

/** Null where the index does not help. */
function rowsBy(
  { keyColumns, isUnique, nullColumn }: ExistingIndex,
  access: TableAccess,
  table: EstimatedTable,
  searches: number,
): number | null {
  if (nullColumn !== null && !access.nulls.includes(nullColumn)) return null;
  const lookups = access.lookups.map(({ column }) => column);
  const given = new Set([...access.equalities, ...access.lists, ...lookups, ...access.nulls]);
  const end = keyColumns.findIndex((name) => name === null || !given.has(name));
  const prefix = keyColumns.slice(0, end === -1 ? keyColumns.length : end);
  const next = keyColumns[prefix.length] ?? null;
  const isOrdered = next !== null && access.firstBy[0]?.column === next;
  const isRange = next !== null && access.ranges.includes(next);
  if (prefix.length === 0 && !isOrdered && !isRange) return null;
  if (isUnique && end === -1) return searches;
  const nullRatio = (name: string | null) => table.columns.get(name ?? '')?.nullRatio ?? 1;
  const ratios = prefix
    .filter((name) => name !== nullColumn)
    .map((name) =>
      access.nulls.includes(name ?? '') ? nullRatio(name) : (ratioOf(table, name ?? '', false) ?? 1),
    );
  const held = table.rows * (nullColumn === null ? 1 : nullRatio(nullColumn));
  const rows = ratios.reduce((product, one) => product * one, searches * held);
  return isOrdered ? Math.min(rows, rowsAnswered(access)) : rows * (isRange ? RANGE_RATIO : 1);
}

const ascending = (column: string): OrderColumn => ({ column, isDescending: false });

const rowsAnswered = ({ statement }: TableAccess) =>
  Math.max(1, statement.rows / Math.max(1, statement.calls));

function rareNull({ nulls }: TableAccess, table: EstimatedTable): string | null {
  const ratio = (name: string) => table.columns.get(name)?.nullRatio ?? 1;
  return nulls.find((name) => ratio(name) <= MOST_NULL_RATIO && isIndexable(table, name)) ?? null;
}

/** The share of the rows that have one value of a column, or of a list of values; null where statistics do not tell. */
export function ratioOf(table: SearchedTable, name: string, isList: boolean): number | null {
  const column = table.columns.get(name);
  const distinct = column?.distinctValues ?? null;
  if (distinct === null || distinct === 0) return null;
  const values = distinct > 0 ? distinct : -distinct * table.rows;
  const ratio = (1 - (column?.nullRatio ?? 0)) / Math.max(1, values);
  return isList ? Math.min(1, LIST_VALUES * ratio) : ratio;
}

export function isIndexable(table: SearchedTable, name: string): boolean {
  const column = table.columns.get(name);
  return (
    column !== undefined &&
    !UNINDEXABLE.test(column.type) &&
    (column.averageWidthBytes ?? 0) <= MOST_WIDTH_BYTES
  );
}
