import type { Row } from '@/lib/collect/snapshot';
import { NOW_MS, secondsAgo } from './context';

/** Plain, healthy rows for rule tests; each test spells out only what it is about. */

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

/** TimescaleDB as `server()` has it, with its own catalog and all features. */
export function installation(over: Partial<Row<'timescaleInstallation'>> = {}): Row<'timescaleInstallation'> {
  return {
    catalogVersion: '2.23.0',
    isApacheEdition: false,
    hasColumnstoreForeignKeys: false,
    hasNarrowJobHistory: false,
    ...over,
  };
}

/** A role of a program that may sign in, and nothing more. */
export function role(over: Partial<Row<'roles'>> = {}): Row<'roles'> {
  return {
    name: 'app',
    canLogin: true,
    isSuperuser: false,
    isBootstrap: false,
    createsRoles: false,
    createsDatabases: false,
    replicates: false,
    bypassesRowPolicies: false,
    validUntil: null,
    isExpired: false,
    connectionLimit: -1,
    granted: [],
    inherited: [],
    isMemberOfOurs: false,
    ...over,
  };
}

/** A calm server that was started an hour ago. */
export function databaseCounters(over: Partial<Row<'databaseCounters'>> = {}): Row<'databaseCounters'> {
  return {
    serverClockAt: new Date(NOW_MS).toISOString(),
    epoch: 'a',
    statsResetAt: null,
    serverStatsResetAt: null,
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
    statsResetAt: secondsAgo(30 * 86_400),
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
    since: secondsAgo(3_600),
    xidAge: 1_000,
    concernsThisDatabase: true,
    ...over,
  };
}

export function activity(over: Partial<Row<'activity'>> = {}): Row<'activity'> {
  return {
    clients: 10,
    active: 2,
    idle: 8,
    idleInTransaction: 0,
    idleInTransactionAborted: 0,
    maxConnections: 103,
    usableConnections: 100,
    autovacuumWorkers: 0,
    oldestTransactionSeconds: null,
    oldestTransactionPid: null,
    oldestIdleInTransactionSeconds: null,
    longestQuerySeconds: null,
    oldestSnapshotXidAge: null,
    blockedSessions: 0,
    longestBlockedSeconds: null,
    waits: [],
    ...over,
  };
}

/** A client between two transactions. */
export function session(over: Partial<Row<'sessions'>> = {}): Row<'sessions'> {
  return {
    pid: 100,
    backendType: 'client backend',
    databaseName: 'app',
    roleName: 'app',
    applicationName: 'shop',
    clientAddress: '10.0.0.1',
    state: 'idle',
    waitType: 'Client',
    waitEvent: 'ClientRead',
    connectedAt: secondsAgo(3_600),
    transactionSeconds: null,
    querySeconds: 1,
    stateSeconds: 1,
    hasWritten: false,
    snapshotXidAge: null,
    locksHeld: 0,
    waitsFor: null,
    waitSeconds: null,
    blockedBy: [],
    isBlocking: false,
    leaderPid: null,
    query: 'SELECT ?',
    ...over,
  };
}

export function locks(over: Partial<Row<'locks'>> = {}): Row<'locks'> {
  return {
    held: 10,
    waiting: 0,
    longestWaitSeconds: null,
    tableSlotsUsed: 10,
    tableSlots: 10_000,
    modes: [],
    ...over,
  };
}

/** A standby that has everything. */
export function receiver(over: Partial<Row<'replication'>> = {}): Row<'replication'> {
  return {
    applicationName: 'replica1',
    clientAddress: '10.0.0.2',
    pid: 200,
    state: 'streaming',
    syncState: 'async',
    sendLagBytes: 0,
    flushLagBytes: 0,
    replayLagBytes: 0,
    totalLagBytes: 0,
    writeLagSeconds: null,
    flushLagSeconds: null,
    replayLagSeconds: null,
    replyAt: secondsAgo(1),
    snapshotXidAge: null,
    ...over,
  };
}

export function standby(over: Partial<Row<'standby'>> = {}): Row<'standby'> {
  return {
    isReplayPaused: false,
    receiverStatus: 'streaming',
    lagSeconds: 0,
    replayLagBytes: 0,
    lastMessageAt: secondsAgo(1),
    lastReplayedTransactionAt: secondsAgo(5),
    slotName: null,
    hasRestoreCommand: false,
    ...over,
  };
}

/** A subscription whose worker applies what it gets. */
export function subscription(over: Partial<Row<'subscriptions'>> = {}): Row<'subscriptions'> {
  return {
    name: 'orders',
    isEnabled: true,
    isRunning: true,
    tablesCopying: 0,
    lastMessageAt: secondsAgo(1),
    latestEndAt: secondsAgo(1),
    applyErrors: 0,
    copyErrors: 0,
    ...over,
  };
}

export function slot(over: Partial<Row<'replicationSlots'>> = {}): Row<'replicationSlots'> {
  return {
    name: 'replica1',
    kind: 'physical',
    plugin: null,
    database: null,
    isActive: true,
    isTemporary: false,
    isSynced: false,
    walStatus: 'reserved',
    safeBytes: null,
    retainedBytes: 0,
    snapshotXidAge: null,
    inactiveSince: null,
    invalidationReason: null,
    ...over,
  };
}

/** One that has just archived a file. */
export function archiver(over: Partial<Row<'archiver'>> = {}): Row<'archiver'> {
  return {
    mode: 'on',
    hasCommand: true,
    hasLibrary: false,
    archivedFiles: 1,
    failures: 0,
    lastArchivedAt: secondsAgo(10),
    lastFailedAt: null,
    isFailing: false,
    archiverProcesses: 1,
    readyFiles: 0,
    readyBytes: 0,
    oldestReadyAt: null,
    statsResetAt: secondsAgo(86_400),
    ...over,
  };
}

export function wal(over: Partial<Row<'wal'>> = {}): Row<'wal'> {
  return {
    serverClockAt: secondsAgo(0),
    epoch: 'a',
    positionBytes: 1,
    records: 1,
    fullPageImages: 1,
    generatedBytes: 1,
    buffersFull: 0,
    writes: 1,
    syncs: 1,
    writeSeconds: 0,
    syncSeconds: 0,
    statsResetAt: secondsAgo(86_400),
    files: 4,
    directoryBytes: 67_108_864,
    ...over,
  };
}

export function preparedTransaction(
  over: Partial<Row<'preparedTransactions'>> = {},
): Row<'preparedTransactions'> {
  return {
    name: 'tx-1',
    databaseName: 'app',
    ownerName: 'app',
    preparedAt: secondsAgo(1),
    ageSeconds: 1,
    xidAge: 1,
    ...over,
  };
}
