import type { ArtifactName, Row, Snapshot } from '@/lib/collect/snapshot';
import type { ServerFacts, TimescaleFacts } from '@/lib/db/server';
import type { Metric } from '@/lib/derive/metrics';
import type { RuleContext, Trend } from '../rule';
import { SINGLE_SNAPSHOT, type SubjectTrend, trendsOf } from '../trends';

/** Plain, healthy rows for rule tests; each test spells out only what it is about. */

export const NOW_MS = Date.UTC(2026, 10, 24, 12);
export const DAY_UNITS = 86_400_000_000;
/** `days` before now, in microseconds since 1970. */
export const daysAgo = (days: number): number => NOW_MS * 1_000 - days * DAY_UNITS;

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

/** One chunk a day, the oldest first, ending today. */
export function dailyChunks(
  count: number,
  make: (over: Partial<Row<'chunks'>>) => Row<'chunks'> = chunk,
): Row<'chunks'>[] {
  return Array.from({ length: count }, (_, at) =>
    make({ chunkId: at + 1, rangeStartUnits: daysAgo(count - at), rangeEndUnits: daysAgo(count - at - 1) }),
  );
}

/** An index of `hypertable()` that all of its chunks carry. */
export function hypertableIndex(over: Partial<Row<'hypertableIndexes'>> = {}): Row<'hypertableIndexes'> {
  return {
    hypertableId: 1,
    schema: 'public',
    name: 'metrics_device_idx',
    definition: 'CREATE INDEX metrics_device_idx ON public.metrics USING btree (device, "time" DESC)',
    structure: 'USING btree (device, "time" DESC)',
    method: 'btree',
    keys: ['device 1978 0', '"time" 3128 0'],
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
    scans: 1_000,
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

export function timescale(
  version: `${number}.${number}.${number}` = '2.23.0',
  over: Partial<TimescaleFacts> = {},
): TimescaleFacts {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const versionNumber = major * 1_000_000 + minor * 1_000 + patch;
  const since = (number: number) => versionNumber >= number;
  return {
    version,
    versionNumber,
    license: 'timescale',
    layout: {
      chunkRelid: since(2_029_000),
      chunkDropped: !since(2_026_000),
      chunkCreationTime: since(2_013_000),
      sliceChunkId: since(2_028_000),
      compressRelid: since(2_019_000),
      compressionSettings: since(2_014_000),
    },
    ...over,
  };
}

export function server(over: Partial<ServerFacts> = {}): ServerFacts {
  return {
    versionNumber: 170_006,
    major: 17,
    version: '17.6',
    databaseName: 'app',
    roleName: 'chunkwise',
    isSuperuser: false,
    isMonitor: true,
    inRecovery: false,
    extensions: { timescaledb: '2.23.0' },
    extensionSchemas: { timescaledb: 'public' },
    timescale: timescale(),
    engine: 'server',
    ...over,
  };
}

export function context(over: Partial<RuleContext> = {}): RuleContext {
  return {
    server: server(),
    nowMs: NOW_MS,
    profile: {},
    trends: trendsOf(SINGLE_SNAPSHOT),
    replicas: [],
    ...over,
  };
}

/** A snapshot that holds just these artifacts' rows. */
/** A metric that stood at `value` for the whole hour and is usually there. */
export function trend(metric: Metric, value: number, over: Partial<SubjectTrend> = {}): SubjectTrend {
  const steady: Trend = {
    average: value,
    least: value,
    greatest: value,
    first: value,
    last: value,
    samples: 360,
    windowSeconds: 3_590,
    usual: value,
  };
  return { metric, subject: '', ...steady, ...over };
}

export function snapshotOf(rows: { readonly [Name in ArtifactName]?: readonly Row<Name>[] }): Snapshot {
  const collectedAt = new Date(NOW_MS).toISOString();
  const artifacts = Object.fromEntries(
    Object.entries(rows).map(([name, list]) => [name, { status: 'ok', rows: list, collectedAt, tookMs: 1 }]),
  );
  return { databaseId: 'test', takenAt: collectedAt, server: server(), artifacts };
}

/** A columnstore policy that converts after a week. */
export function policy(over: Partial<Row<'policies'>> = {}): Row<'policies'> {
  return {
    jobId: 1000,
    kind: 'columnstore',
    hypertableId: 1,
    scheduled: true,
    scheduleIntervalSeconds: 43_200,
    afterSeconds: 604_800,
    afterUnits: null,
    byCreation: false,
    startOffsetSeconds: null,
    startOffsetUnits: null,
    endOffsetSeconds: null,
    endOffsetUnits: null,
    recompresses: true,
    config: { hypertable_id: 1, compress_after: '7 days' },
    ...over,
  };
}

/** A retention policy that drops after 90 days, once a day. */
export function retention(over: Partial<Row<'policies'>> = {}): Row<'policies'> {
  return policy({
    jobId: 1001,
    kind: 'retention',
    scheduleIntervalSeconds: 86_400,
    afterSeconds: 90 * 86_400,
    config: { hypertable_id: 1, drop_after: '90 days' },
    ...over,
  });
}

/** Refreshes the aggregate of `aggregate()`: from a week to an hour ago, every hour. */
export function refresh(over: Partial<Row<'policies'>> = {}): Row<'policies'> {
  return policy({
    jobId: 1002,
    kind: 'refresh',
    hypertableId: 2,
    scheduleIntervalSeconds: 3_600,
    afterSeconds: null,
    startOffsetSeconds: 7 * 86_400,
    endOffsetSeconds: 3_600,
    config: { mat_hypertable_id: 2, start_offset: '7 days', end_offset: '01:00:00' },
    ...over,
  });
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
    pendingRanges: 2,
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

const at = (seconds: number) => new Date(NOW_MS + seconds * 1_000).toISOString();

/** A columnstore policy's job that ran an hour ago, without failures. */
export function job(over: Partial<Row<'jobs'>> = {}): Row<'jobs'> {
  const jobId = over.jobId ?? 1000;
  return {
    jobId,
    applicationName: `Columnstore Policy [${jobId}]`,
    procedureSchema: '_timescaledb_functions',
    procedureName: 'policy_compression',
    owner: 'app',
    ownerCanLogin: true,
    ownerCanConnect: true,
    ownerOwnsHypertable: true,
    scheduled: true,
    fixedSchedule: false,
    scheduleIntervalSeconds: 43_200,
    maxRuntimeSeconds: 0,
    maxRetries: -1,
    retryPeriodSeconds: 3_600,
    config: { hypertable_id: 1, compress_after: '7 days' },
    hypertableId: 1,
    initialStartAt: null,
    hasStatistics: true,
    lastStartedAt: at(-3_610),
    lastFinishedAt: at(-3_600),
    lastSucceededAt: at(-3_600),
    nextStartAt: at(39_600),
    nextStartUnset: false,
    nextStartInfinite: false,
    lastRunSucceeded: true,
    totalRuns: 100,
    totalSuccesses: 100,
    totalFailures: 0,
    totalCrashes: 0,
    consecutiveFailures: 0,
    consecutiveCrashes: 0,
    averageSuccessSeconds: 10,
    lastRunSeconds: 10,
    isRunning: false,
    ...over,
  };
}

/** The server settings that are named, without a unit. */
export function settings(values: Readonly<Record<string, number | string>>): Row<'settings'>[] {
  return Object.entries(values).map(([name, value]) => ({
    name,
    setting: String(value),
    unit: null,
    category: 'test',
    context: 'postmaster',
    valueType: typeof value === 'number' ? 'integer' : 'string',
    source: 'configuration file',
    isFromAlterSystem: false,
    bootValue: null,
    allowedValues: null,
    isPendingRestart: false,
  }));
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

/** A statement of pg_stat_statements as it stands there, run a thousand times in ten minutes. */
export function statement(query: string, over: Partial<Row<'statements'>> = {}): Row<'statements'> {
  return {
    isRemainder: false,
    isOwn: false,
    statementCount: 1,
    queryId: '1',
    roleName: 'app',
    isTopLevel: true,
    query,
    calls: 1_000,
    totalSeconds: 600,
    planSeconds: 1,
    minSeconds: 0.1,
    maxSeconds: 2,
    deviationSeconds: 0.1,
    rows: 24_000,
    sharedBlocksHit: 1_000_000,
    sharedBlocksRead: 10_000,
    sharedBlocksDirtied: 0,
    sharedBlocksWritten: 0,
    temporaryBlocksRead: 0,
    temporaryBlocksWritten: 0,
    blockReadSeconds: 0,
    blockWriteSeconds: 0,
    walBytes: 0,
    statsSince: null,
    statsResetAt: new Date(NOW_MS - 30 * 86_400_000).toISOString(),
    deallocations: 0,
    ...over,
  };
}

/** pg_stat_statements as it comes, nearly full. */
export function statementTracking(over: Partial<Row<'statementTracking'>> = {}): Row<'statementTracking'> {
  return {
    isLoaded: true,
    isCreated: true,
    mostEntries: 5_000,
    track: 'top',
    tracksPlanning: false,
    tracksBlockTimes: true,
    blockBytes: 8_192,
    entries: 4_900,
    deallocations: 0,
    statsResetAt: new Date(NOW_MS - 30 * 86_400_000).toISOString(),
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

/** A database of the server that users may connect to. */
export function database(over: Partial<Row<'databases'>> = {}): Row<'databases'> {
  return {
    name: 'app',
    owner: 'app',
    isCurrent: true,
    isTemplate: false,
    allowsConnections: true,
    connectionLimit: -1,
    encoding: 'UTF8',
    collation: 'C',
    xidAge: 1_000,
    multixactAge: 1_000,
    ...over,
  };
}

/** TimescaleDB as `server()` has it, with files of the same release. */
export function extension(over: Partial<Row<'extensions'>> = {}): Row<'extensions'> {
  return { name: 'timescaledb', schema: 'public', version: '2.23.0', defaultVersion: '2.23.0', ...over };
}

/** What ALTER DATABASE app SET says. */
export function settingOverride(over: Partial<Row<'settingOverrides'>> = {}): Row<'settingOverrides'> {
  return { databaseName: 'app', roleName: null, name: 'work_mem', setting: '64MB', ...over };
}

/** The permanent workers as a healthy server has them, a day after its start. */
export function backgroundWorkers(over: Partial<Row<'backgroundWorkers'>> = {}): Row<'backgroundWorkers'> {
  return { launchers: 1, schedulers: 1, isRestoring: false, serverStartedAt: at(-86_400), ...over };
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

/** A calm server that was started an hour ago. */
export function databaseCounters(over: Partial<Row<'databaseCounters'>> = {}): Row<'databaseCounters'> {
  return {
    serverClockAt: new Date(NOW_MS).toISOString(),
    epoch: 'a',
    statsResetAt: null,
    serverStartedAt: new Date(NOW_MS - 3_600_000).toISOString(),
    checkpointerStartedAt: new Date(NOW_MS - 3_600_000).toISOString(),
    sessions: 1,
    commits: 1_000,
    rollbacks: 0,
    blocksRead: 0,
    blocksHit: 1_000,
    tuplesReturned: 0,
    tuplesFetched: 0,
    tuplesInserted: 0,
    tuplesUpdated: 0,
    tuplesDeleted: 0,
    conflicts: 0,
    temporaryFiles: 0,
    temporaryBytes: 0,
    deadlocks: 0,
    checksumFailures: 0,
    blockReadSeconds: 0,
    blockWriteSeconds: 0,
    sessionSeconds: 0,
    activeSeconds: 0,
    idleInTransactionSeconds: 0,
    sessionsStarted: 0,
    sessionsAbandoned: 0,
    sessionsFatal: 0,
    sessionsKilled: 0,
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
    totalBytes: 50_000_000,
    estimatedRows: 2_000_000,
    scans: 1_000,
    tuplesRead: 20_000,
    lastScanAt: at(-60),
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
    lastAutovacuumAt: at(-3_600),
    lastAnalyzeAt: null,
    lastAutoanalyzeAt: at(-3_600),
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

/** The counters of checkpoints, which begin anew when a crash has zeroed all statistics; a month old. */
export function checkpoints(over: Partial<Row<'checkpoints'>> = {}): Row<'checkpoints'> {
  return {
    timed: 100,
    requested: 0,
    done: null,
    writeSeconds: 1,
    syncSeconds: 1,
    buffersWritten: 1_000,
    buffersCleaned: 0,
    maxWrittenCleaned: 0,
    backendWrites: 0,
    backendSyncs: 0,
    buffersAllocated: 1_000,
    statsResetAt: at(-30 * 86_400),
    ...over,
  };
}

/** A session that has kept a transaction open for an hour. */
export function horizonHolder(over: Partial<Row<'horizonHolders'>> = {}): Row<'horizonHolders'> {
  return {
    kind: 'session',
    holds: 'tables',
    pid: 4_711,
    name: 'report',
    databaseName: 'app',
    roleName: 'app',
    state: 'idle in transaction',
    since: at(-3_600),
    xidAge: 1_000,
    concernsThisDatabase: true,
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
