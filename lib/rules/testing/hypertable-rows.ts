import type { Row } from '@/lib/collect/snapshot';
import { daysAgo, NOW_MS } from './context';

/** Plain, healthy rows for rule tests; each test spells out only what it is about. */

export function hypertable(over: Partial<Row<'hypertables'>> = {}): Row<'hypertables'> {
  return {
    hypertableId: 1,
    schema: 'public',
    name: 'metrics',
    relationSchema: 'public',
    relationName: 'metrics',
    relationOid: 16_400,
    kind: 'hypertable',
    owner: 'app',
    columnstoreEnabled: true,
    dimensionCount: 1,
    timeColumn: 'time',
    timeColumnType: 'timestamp with time zone',
    isIntegerTime: false,
    chunkIntervalSeconds: 86_400,
    chunkIntervalUnits: null,
    isAnalyzed: true,
    integerNowFunction: null,
    indexCount: 1,
    tablespaces: [],
    hasRowSecurity: false,
    hasExclusionConstraint: false,
    hasDeleteTransitionTrigger: false,
    foreignKeyColumns: [],
    ...over,
  };
}

/** The time dimension of `hypertable()`. */
export function dimension(over: Partial<Row<'dimensions'>> = {}): Row<'dimensions'> {
  return {
    hypertableId: 1,
    dimensionId: 1,
    position: 1,
    kind: 'time',
    column: 'time',
    columnType: 'timestamp with time zone',
    isIntegerTime: false,
    chunkIntervalSeconds: 86_400,
    chunkIntervalUnits: null,
    compressIntervalSeconds: null,
    compressIntervalUnits: null,
    partitionCount: null,
    partitioningFunction: null,
    integerNowFunction: null,
    ...over,
  };
}

export function chunk(over: Partial<Row<'chunks'>> = {}): Row<'chunks'> {
  const chunkId = over.chunkId ?? 1;
  return {
    hypertableId: 1,
    chunkId,
    schema: '_timescaledb_internal',
    name: `_hyper_1_${chunkId}_chunk`,
    rangeStartUnits: daysAgo(1),
    rangeEndUnits: daysAgo(0),
    isCompressed: false,
    isUnordered: false,
    isFrozen: false,
    isPartial: false,
    isTiered: false,
    createdAt: null,
    tablespace: null,
    columnTablespace: null,
    rowHeapBytes: 80_000_000,
    rowIndexBytes: 20_000_000,
    rowTotalBytes: 100_000_000,
    columnTotalBytes: null,
    beforeBytes: null,
    afterBytes: null,
    compressedRows: null,
    compressedBatches: null,
    rowPartRows: 1_000_000,
    insertedTuples: 1_000_000,
    updatedTuples: 0,
    deletedTuples: 0,
    deadTuples: 0,
    lastAnalyzeAt: new Date(NOW_MS).toISOString(),
    xidAge: 1_000,
    columnXidAge: null,
    isColumnPartAnalyzed: null,
    lockCount: 2,
    ...over,
  };
}

/** One chunk a day, the oldest first, ending today. */
export function dailyChunks(
  count: number,
  make: (over: Partial<Row<'chunks'>>) => Row<'chunks'> = chunk,
): Row<'chunks'>[] {
  return Array.from({ length: count }, (_, at) =>
    make({ chunkId: at + 1, rangeStartUnits: daysAgo(count - at), rangeEndUnits: daysAgo(count - at - 1) }),
  );
}

/** A device that queries filter by: ten values. */
export function column(over: Partial<Row<'hypertableColumns'>> = {}): Row<'hypertableColumns'> {
  return {
    hypertableId: 1,
    name: 'device_id',
    type: 'integer',
    position: 2,
    isNotNull: true,
    isGenerated: false,
    isGroupedBy: false,
    leadsIndex: true,
    isUniqueAlone: false,
    isUniqueTogether: false,
    distinctValues: 10,
    averageWidthBytes: 4,
    correlation: 0.1,
    ...over,
  };
}

/** Segmented by device and ordered by time, as set explicitly. */
export function columnstoreSetting(
  over: Partial<Row<'compressionSettings'>> = {},
): Row<'compressionSettings'> {
  return {
    hypertableId: 1,
    segmentBy: ['device_id'],
    orderBy: ['time'],
    orderByDescending: [true],
    orderByNullsFirst: [true],
    ...over,
  };
}

/** Chunks that were compressed with `columnstoreSetting()`. */
export function chunkSetting(over: Partial<Row<'chunkCompression'>> = {}): Row<'chunkCompression'> {
  return {
    hypertableId: 1,
    segmentBy: ['device_id'],
    orderBy: ['time'],
    orderByDescending: [true],
    chunkCount: 1,
    isCurrent: true,
    driftedChunkIds: [],
    ...over,
  };
}

/** A chunk as a healthy columnstore leaves it: ten times smaller, full batches, an empty row part. */
export function compressedChunk(over: Partial<Row<'chunks'>> = {}): Row<'chunks'> {
  return chunk({
    isCompressed: true,
    rowHeapBytes: 0,
    rowIndexBytes: 16_384,
    rowTotalBytes: 24_576,
    columnTotalBytes: 10_000_000,
    beforeBytes: 100_000_000,
    afterBytes: 10_000_000,
    compressedRows: 1_000_000,
    compressedBatches: 1_000,
    rowPartRows: 0,
    columnXidAge: 1_000,
    isColumnPartAnalyzed: true,
    lockCount: 4,
    ...over,
  });
}

/** An index of `hypertable()` that all of its chunks carry. */
export function hypertableIndex(over: Partial<Row<'hypertableIndexes'>> = {}): Row<'hypertableIndexes'> {
  return {
    hypertableId: 1,
    indexOid: 1,
    tableOid: 1_000,
    schema: 'public',
    name: 'metrics_device_idx',
    definition: 'CREATE INDEX metrics_device_idx ON public.metrics USING btree (device, "time" DESC)',
    structure: 'USING btree (device, "time" DESC)',
    method: 'btree',
    keyColumns: ['device', 'time'],
    keys: ['device 1978 0', '"time" 3128 0'],
    keyExpressions: ['device', '"time"'],
    keyOptions: [0, 3],
    includedColumns: [],
    predicate: null,
    isUnique: false,
    isPrimary: false,
    isConstraint: false,
    isValid: true,
    chunkIndexes: 30,
    chunksWith: 30,
    chunksWithout: 0,
    chunkNamesWithout: [],
    scans: 1_000,
    lastScanAt: null,
    totalBytes: 600_000_000,
    ...over,
  };
}

/** A table that was detached from `hypertable()`. */
export function catalogDefect(over: Partial<Row<'catalogDefects'>> = {}): Row<'catalogDefects'> {
  return {
    kind: 'orphan-relation',
    hypertableId: 1,
    schema: '_timescaledb_internal',
    name: '_hyper_1_9_chunk',
    other: null,
    isChild: false,
    estimatedRows: 1_000_000,
    totalBytes: 100_000_000,
    ...over,
  };
}

/** The tablespaces of every server, and those that are named, each on a disk of its own. */
export function tablespaces(...names: readonly string[]): Row<'tablespaces'>[] {
  return ['pg_default', 'pg_global', ...names].map((name, at) => ({
    name,
    owner: 'postgres',
    location: at < 2 ? '' : `/disks/${name}`,
    isDatabaseDefault: name === 'pg_default',
    options: null,
  }));
}

/** An hourly aggregate of `hypertable()`, materialised up to two hours ago. */
export function aggregate(over: Partial<Row<'continuousAggregates'>> = {}): Row<'continuousAggregates'> {
  const watermarkUnits = over.watermarkUnits === undefined ? daysAgo(2 / 24) : over.watermarkUnits;
  return {
    hypertableId: 2,
    schema: 'public',
    name: 'metrics_hourly',
    owner: 'app',
    sourceHypertableId: 1,
    parentHypertableId: null,
    isMaterializedOnly: true,
    bucketWidth: '01:00:00',
    bucketSeconds: 3_600,
    bucketUnits: null,
    watermarkUnits,
    isNeverMaterialized: false,
    isWatermarkCorrupt: false,
    isThresholdCorrupt: false,
    invalidationThresholdUnits: daysAgo(2 / 24),
    refreshedFromUnits: watermarkUnits === null ? null : daysAgo(365),
    refreshedUntilUnits: watermarkUnits,
    pendingRanges: 0,
    sourcePendingRanges: 0,
    unfinishedRanges: 0,
    unfinishedFromUnits: null,
    unfinishedUntilUnits: null,
    isBeingWritten: false,
    ...over,
  };
}

/** What `hypertables` says about the storage of `aggregate()`. */
export function aggregateHypertable(over: Partial<Row<'hypertables'>> = {}): Row<'hypertables'> {
  return hypertable({
    hypertableId: 2,
    name: 'metrics_hourly',
    relationSchema: '_timescaledb_internal',
    relationName: '_materialized_hypertable_2',
    relationOid: 16_500,
    kind: 'continuous-aggregate',
    columnstoreEnabled: false,
    timeColumn: 'bucket',
    chunkIntervalSeconds: 864_000,
    ...over,
  });
}
