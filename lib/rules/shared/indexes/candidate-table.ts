import type { Row } from '@/lib/collect/snapshot';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import type { Needed } from '../../rule';
import {
  blocksPerCall,
  type ColumnEstimate,
  type EstimatedTable,
  type ExistingIndex,
  type IndexKey,
} from './index-gain';
import type { NamedTable, TableAccess } from './table-access';

const PAGE_BYTES = 8_192;
/** An entry of a B-tree: its header and key, filled up to eight bytes, and the pointer to it in the page. */
const HEADER_BYTES = 8;
const ALIGNMENT_BYTES = 8;
const POINTER_BYTES = 4;
/** Pages of a new B-tree are filled so far (fillfactor). */
const FILL_RATIO = 0.9;
/** Where statistics do not tell how long a value is. */
const USUAL_WIDTH_BYTES = 8;

/** A table that an index might be made on. */
export interface CandidateTable extends NamedTable {
  readonly isHypertable: boolean;
  readonly isPartitioned: boolean;
  readonly partitions: Row<'columnStatistics'>['partitions'];
  readonly rows: number;
  readonly bytes: number;
  /** Those that a search may use. */
  readonly indexes: readonly ExistingIndex[];
  /** What one call of a statement can see of it. */
  estimateFor(access: TableAccess): EstimatedTable;
  columnOf(name: string): ColumnEstimate | undefined;
  /** The key as an index of this table has it: a hypertable's ends with its time. */
  keyOf(key: IndexKey): IndexKey;
  indexBytes(key: IndexKey): number;
}

type Artifacts = Needed<
  'columnStatistics' | 'indexes',
  'tables' | 'hypertables' | 'hypertableColumns' | 'chunks'
>;

/** Every table that a statement may mean; those that are not known well enough have no rows, and get no index. */
export function candidateTables(artifacts: Artifacts): CandidateTable[] {
  const { columnStatistics, tables, hypertables } = artifacts;
  const known = new Set(columnStatistics.map(({ relationOid }) => relationOid));
  return [
    ...columnStatistics.map((row) => ordinaryTable(row, artifacts)),
    ...(hypertables ?? []).map((row) => hypertable(row, artifacts)),
    ...(tables ?? []).filter(({ relationOid }) => !known.has(relationOid)).map(unknownTable),
  ];
}

function ordinaryTable(row: Row<'columnStatistics'>, { indexes }: Artifacts): CandidateTable {
  const columns = new Map(row.columns.map(({ name, ...column }) => [name, column]));
  const rows = row.estimatedRows ?? 0;
  const estimate: EstimatedTable = {
    rows,
    pages: row.tableBytes / PAGE_BYTES,
    trees: Math.max(1, row.partitions.length),
    columns,
    indexes: indexes.filter((index) => index.tableOid === row.relationOid).flatMap(existing),
  };
  return {
    schema: row.schema,
    name: row.tableName,
    columns: new Set(columns.keys()),
    isHypertable: false,
    isPartitioned: row.isPartitioned,
    partitions: row.partitions,
    rows,
    bytes: row.tableBytes,
    indexes: estimate.indexes,
    estimateFor: () => estimate,
    columnOf: (name) => columns.get(name),
    keyOf: (key) => key,
    indexBytes: (key) => indexBytes(key, rows, columns),
  };
}

/** Rows in the row store, as its chunks have them; what is converted has no indexes of ours. */
function hypertable(row: Row<'hypertables'>, { hypertableColumns, chunks }: Artifacts): CandidateTable {
  const own = (hypertableColumns ?? []).filter(({ hypertableId }) => hypertableId === row.hypertableId);
  const columns = new Map(
    own.map(({ name, type, distinctValues, averageWidthBytes }): [string, ColumnEstimate] => [
      name,
      { type, distinctValues, averageWidthBytes, nullRatio: null, topValueRatio: null },
    ]),
  );
  const parts = chunksOf(chunks ?? [], row.hypertableId);
  const sum = (of: (chunk: Row<'chunks'>) => number | null) =>
    parts.reduce((total, chunk) => total + (of(chunk) ?? 0), 0);
  const bytes = sum(({ rowHeapBytes }) => rowHeapBytes);
  const isMostlyConverted = sum(({ columnTotalBytes }) => columnTotalBytes) > bytes;
  const isJudged = row.kind === 'hypertable' && !isMostlyConverted;
  const rows = isJudged ? sum(({ rowPartRows }) => rowPartRows) : 0;
  const indexes = own
    .filter(({ leadsIndex }) => leadsIndex)
    .map(({ name, isUniqueAlone }) => ({ keyColumns: [name], isUnique: isUniqueAlone, nullColumn: null }));
  return {
    schema: row.schema,
    name: row.name,
    columns: new Set(columns.keys()),
    isHypertable: true,
    isPartitioned: false,
    partitions: [],
    rows,
    bytes: isJudged ? bytes : 0,
    indexes,
    // A statement that asks for a stretch of time reads some chunks: as many blocks as were counted.
    estimateFor: (access) => {
      const pages = Math.min(bytes / PAGE_BYTES, blocksPerCall(access));
      const ratio = pages / Math.max(1, bytes / PAGE_BYTES);
      return {
        rows: rows * ratio,
        pages,
        trees: Math.max(1, Math.round(parts.length * ratio)),
        columns,
        indexes,
      };
    },
    columnOf: (name) => columns.get(name),
    keyOf: ({ columns: key }) => ({
      columns: [
        ...key.filter(({ column }) => column !== row.timeColumn),
        { column: row.timeColumn, isDescending: true },
      ],
      nullColumn: null,
    }),
    indexBytes: (key) => indexBytes(key, rows, columns),
  };
}

function unknownTable({ schema, name }: Row<'tables'>): CandidateTable {
  const nothing = { rows: 0, pages: 0, trees: 1, columns: new Map(), indexes: [] };
  return {
    schema,
    name,
    columns: new Set(),
    isHypertable: false,
    isPartitioned: false,
    partitions: [],
    rows: 0,
    bytes: 0,
    indexes: [],
    estimateFor: () => nothing,
    columnOf: () => undefined,
    keyOf: (key) => key,
    indexBytes: () => 0,
  };
}

/** `(done_at IS NULL)`, as the server prints the condition of such an index. */
const NULL_TEST = /^\((?:"((?:[^"]|"")+)"|([a-z_][a-z0-9_$]*)) IS NULL\)$/;

function existing({ keyColumns, isUnique, isValid, method, predicate }: Row<'indexes'>): ExistingIndex[] {
  const [, quoted, plain] = NULL_TEST.exec(predicate ?? '') ?? [];
  const nullColumn = quoted?.replaceAll('""', '"') ?? plain ?? null;
  const isUsable = isValid && /^(btree|hash)$/.test(method) && (predicate === null || nullColumn !== null);
  return isUsable ? [{ keyColumns, isUnique, nullColumn }] : [];
}

function indexBytes(key: IndexKey, rows: number, columns: ReadonlyMap<string, ColumnEstimate>): number {
  const width = key.columns.reduce(
    (sum, { column }) => sum + (columns.get(column)?.averageWidthBytes ?? USUAL_WIDTH_BYTES),
    0,
  );
  const held = key.nullColumn === null ? rows : rows * (columns.get(key.nullColumn)?.nullRatio ?? 1);
  const entry = Math.ceil((HEADER_BYTES + width) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES + POINTER_BYTES;
  return Math.round((held * entry) / FILL_RATIO);
}
