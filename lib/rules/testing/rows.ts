import type { ArtifactName, Row, Snapshot } from '@/lib/collect/snapshot';
import type { ServerFacts, TimescaleFacts } from '@/lib/db/server';
import type { RuleContext } from '../rule';

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
    integerNowFunction: null,
    indexCount: 1,
    tablespaces: [],
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
  return { server: server(), nowMs: NOW_MS, profile: {}, ...over };
}

/** A snapshot that holds just these artifacts' rows. */
export function snapshotOf(rows: { readonly [Name in ArtifactName]?: readonly Row<Name>[] }): Snapshot {
  const collectedAt = new Date(NOW_MS).toISOString();
  const artifacts = Object.fromEntries(
    Object.entries(rows).map(([name, list]) => [name, { status: 'ok', rows: list, collectedAt, tookMs: 1 }]),
  );
  return { databaseId: 'test', takenAt: collectedAt, server: server(), artifacts };
}
