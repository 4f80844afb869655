import type { Row } from '@/lib/collect/snapshot';
import { secondsAgo } from './context';

/** Plain, healthy rows for rule tests; each test spells out only what it is about. */

/** An ordinary table of a million rows that was vacuumed and analysed an hour ago. */
export function table(over: Partial<Row<'tables'>> = {}): Row<'tables'> {
  return {
    relationOid: 20_000,
    schema: 'public',
    name: 'orders',
    kind: 'table',
    isPartition: false,
    rootOid: null,
    isUnlogged: false,
    owner: 'app',
    tableBytes: 100_000_000,
    toastBytes: 8_192,
    indexBytes: 40_000_000,
    indexCount: 2,
    estimatedRows: 1_000_000,
    deadRows: 0,
    modifiedSinceAnalyze: 0,
    insertedSinceVacuum: 0,
    sequentialScans: 0,
    sequentialTuplesRead: 0,
    indexScans: 1_000,
    insertedTuples: 1_000_000,
    updatedTuples: 0,
    hotUpdatedTuples: 0,
    deletedTuples: 0,
    lastVacuumAt: null,
    lastAutovacuumAt: secondsAgo(3_600),
    lastAnalyzeAt: null,
    lastAutoanalyzeAt: secondsAgo(3_600),
    xidAge: 1_000,
    multixactAge: 1_000,
    frozenRatio: null,
    hasPrimaryKey: true,
    replicaIdentity: 'default',
    isIdentified: true,
    publishesChanges: false,
    options: [],
    ...over,
  };
}

/** A sequence of a bigint key, hardly used. */
export function sequence(over: Partial<Row<'sequences'>> = {}): Row<'sequences'> {
  return {
    schema: 'public',
    name: 'orders_id_seq',
    dataType: 'bigint',
    lastValue: 1_000_000,
    minimum: 1,
    maximum: 2 ** 63,
    increment: 1,
    cycles: false,
    usedRatio: 0,
    isReadable: true,
    ownerTable: 'public.orders',
    ownerColumn: 'id',
    ownerColumnMaximum: 2 ** 63,
    ownerColumnUsedRatio: 0,
    ownerColumnType: 'bigint',
    referencingColumns: [],
    cacheSize: 1,
    ...over,
  };
}

/** The estimate of `table()`, a tenth of which is empty. */
export function bloat(over: Partial<Row<'tableBloat'>> = {}): Row<'tableBloat'> {
  return {
    relationOid: 20_000,
    schema: 'public',
    name: 'orders',
    heapBytes: 100_000_000,
    packedBytes: 90_000_000,
    isReadable: true,
    columnsUnknown: 0,
    ...over,
  };
}

/** An index of an ordinary table that queries use. */
export function index(over: Partial<Row<'indexes'>> = {}): Row<'indexes'> {
  return {
    indexOid: 1,
    tableOid: 100,
    schema: 'public',
    tableName: 'orders',
    name: 'orders_customer_id_idx',
    structure: 'USING btree (customer_id)',
    method: 'btree',
    keyColumns: ['customer_id'],
    keys: ['customer_id 1978 0'],
    keyOptions: [0],
    includedColumns: [],
    predicate: null,
    tablespace: null,
    isUnique: false,
    isPrimary: false,
    isImmediate: true,
    isValid: true,
    isBeingBuilt: false,
    isConstraint: false,
    isReplicaIdentity: false,
    isClustered: false,
    partitions: null,
    lackingPartitions: null,
    totalBytes: 50_000_000,
    estimatedRows: 2_000_000,
    scans: 1_000,
    tuplesRead: 20_000,
    lastScanAt: secondsAgo(60),
    changedAt: null,
    ...over,
  };
}

/** Orders point to customers, some of whom were deleted. */
export function foreignKey(over: Partial<Row<'foreignKeys'>> = {}): Row<'foreignKeys'> {
  return {
    tableOid: 100,
    schema: 'public',
    tableName: 'orders',
    name: 'orders_customer_id_fkey',
    columns: ['customer_id'],
    owner: 'app',
    isPartitioned: false,
    isHypertable: false,
    partitions: [],
    tableBytes: 200_000_000,
    referencedSchema: 'public',
    referencedTable: 'customers',
    isSelfReference: false,
    deleteAction: 'no action',
    referencedDeletes: 40,
    referencedUpdates: 0,
    referencedRows: 30_000,
    ...over,
  };
}

/** A B-tree as inserts in the order of its keys leave it. */
export function indexSize(over: Partial<Row<'indexBloat'>> = {}): Row<'indexBloat'> {
  return {
    indexOid: 1,
    schema: 'public',
    tableName: 'orders',
    name: 'orders_pkey',
    totalBytes: 1_000_000_000,
    entriesBytes: 990_000_000,
    sharesEntries: false,
    ...over,
  };
}

/** Orders of a shop: 200,000 rows in 2,000 blocks, of 2,000 customers; read most. */
export function tableStatistics(over: Partial<Row<'columnStatistics'>> = {}): Row<'columnStatistics'> {
  return {
    relationOid: 100,
    schema: 'public',
    tableName: 'orders',
    isPartitioned: false,
    partitions: [],
    tableBytes: 2_000 * 8_192,
    estimatedRows: 200_000,
    columns: [
      columnStatistic('id', { distinctValues: -1 }),
      columnStatistic('customer_id', { distinctValues: 2_000 }),
      columnStatistic('state', { type: 'text', distinctValues: 3, topValueRatio: 0.5 }),
      columnStatistic('placed_at', {
        type: 'timestamp with time zone',
        distinctValues: -0.9,
        averageWidthBytes: 8,
      }),
    ],
    ...over,
  };
}

type ColumnStatistic = Row<'columnStatistics'>['columns'][number];

export function columnStatistic(name: string, over: Partial<ColumnStatistic> = {}): ColumnStatistic {
  return {
    name,
    type: 'integer',
    distinctValues: 100,
    nullRatio: 0,
    averageWidthBytes: 4,
    topValueRatio: null,
    ...over,
  };
}
