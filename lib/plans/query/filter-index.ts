import type { Snapshot } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import type { Advice } from '@/lib/rules/rule';
import { candidateAdvice } from '@/lib/rules/shared/indexes/candidate-advice';
import { candidateTables } from '@/lib/rules/shared/indexes/candidate-table';
import {
  type ColumnEstimate,
  FEW_ROWS,
  isIndexable,
  MOST_COLUMNS,
  pickedColumns,
  type SearchedTable,
} from '@/lib/rules/shared/indexes/index-gain';
import { comparisons, conjuncts, indexedColumn, isFixed } from './conditions';
import type { PlanNode } from './plan';
import { textField } from './plan-field';
import type { PlanContext } from './rules/plan-rule';
import { indexedTable } from './table-of-node';

/** Rows of one run of a scan. */
export interface ScannedRows {
  readonly read: number;
  readonly kept: number;
}

const PROOF = 'The planner has not proved it: it goes by the condition and by what is known of the columns.';
const ROW_STORE =
  'Chunks in the columnstore make no use of it: there segmentby, orderby and sparse indexes count.';

/**
 * The index that leads to what a scan's filter keeps, chosen by the rules for statements that come often. Null where an index
 * begins so already, and where the columns are not known well enough: those of the tables that are read most are.
 */
export function filterIndexAdvice(
  node: PlanNode,
  rows: ScannedRows,
  { snapshot, server }: PlanContext,
): Advice | null {
  const known = snapshot && indexedTable(node, snapshot);
  const artifacts = snapshot && artifactsOf(snapshot);
  if (!known || !artifacts || !server || server.inRecovery || known.table?.kind === 'materialized-view')
    return null;
  const table = candidateTables(artifacts).find(
    ({ schema, name }) => schema === known.schema && name === known.name,
  );
  if (!table || table.rows === 0) return null;
  const columns = new Map(
    [...table.columns].flatMap((name): [string, ColumnEstimate][] => {
      const column = table.columnOf(name);
      return column ? [[name, column]] : [];
    }),
  );
  const key = keyFor(textField(node.fields, 'Filter') ?? '', rows, { rows: rows.read, columns });
  const [first] = key;
  const isThere = table.indexes.some(
    ({ keyColumns, nullColumn }) => nullColumn === null && keyColumns[0] === first,
  );
  if (first === undefined || isThere || first === known.hypertable?.timeColumn) return null;
  const whole = table.keyOf({
    columns: key.map((column) => ({ column, isDescending: false })),
    nullColumn: null,
  });
  const advice = candidateAdvice(table, whole, table.indexBytes(whole), artifacts, { server });
  return { ...advice, note: [PROOF, advice.note, ...(known.hypertable ? [ROW_STORE] : [])].join(' ') };
}

function artifactsOf(snapshot: Snapshot) {
  const columnStatistics = artifactRows(snapshot, 'columnStatistics');
  const indexes = artifactRows(snapshot, 'indexes');
  if (!columnStatistics || !indexes) return null;
  return {
    columnStatistics,
    indexes,
    tables: artifactRows(snapshot, 'tables'),
    hypertables: artifactRows(snapshot, 'hypertables'),
    hypertableColumns: artifactRows(snapshot, 'hypertableColumns'),
    chunks: artifactRows(snapshot, 'chunks'),
  };
}

function keyFor(filter: string, { kept }: ScannedRows, table: SearchedTable): readonly string[] {
  const typeOf = (name: string) => table.columns.get(name)?.type ?? null;
  const compared = comparisons(filter)
    .filter(({ right }) => isFixed(right))
    .flatMap(({ left, operator, right }) => {
      const column = indexedColumn(left, typeOf);
      return column !== null && isIndexable(table, column) && /^[<>]?=?$/.test(operator)
        ? [{ column, isRange: operator !== '=', isList: right.startsWith('ANY') }]
        : [];
    });
  const ranges = [...new Set(compared.filter(({ isRange }) => isRange).map(({ column }) => column))];
  const given = compared.filter(({ isRange }) => !isRange);
  const named = (isList: boolean) => given.filter((one) => one.isList === isList).map(({ column }) => column);
  const picked = pickedColumns({ equalities: named(false), lists: named(true) }, table, kept);
  const columns = picked.columns.map(({ column }) => column);
  if (columns.length > 0) return picked.rows >= FEW_ROWS ? [...columns, ...ranges.slice(0, 1)] : columns;
  // Where no column is known to be selective, the whole condition is: the scan itself kept few rows by it.
  const all = [...new Set([...given.map(({ column }) => column), ...ranges])];
  const isWhole = compared.length === conjuncts(filter).length && ranges.length <= 1;
  return isWhole && all.length <= MOST_COLUMNS ? all : [];
}
