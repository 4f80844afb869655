import type { Row } from '@/lib/collect/snapshot';
import { NOW_MS } from './rows';

/** Plain rows of a calm server for rule tests; each test spells out only what it is about. */

export const secondsAgo = (seconds: number): string => new Date(NOW_MS - seconds * 1_000).toISOString();

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

export function checkpoints(over: Partial<Row<'checkpoints'>> = {}): Row<'checkpoints'> {
  return {
    timed: 10,
    requested: 0,
    done: 10,
    writeSeconds: 1,
    syncSeconds: 0,
    buffersWritten: 100,
    buffersCleaned: 100,
    maxWrittenCleaned: 0,
    backendWrites: 0,
    backendSyncs: 0,
    buffersAllocated: 100,
    statsResetAt: secondsAgo(86_400),
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

/** A setting of memory in its unit. */
export function memorySetting(
  name: string,
  setting: number,
  unit: 'MB' | 'kB' | '8kB' = 'MB',
): Row<'settings'> {
  return {
    name,
    setting: String(setting),
    unit,
    category: 'test',
    context: 'sighup',
    valueType: 'integer',
    source: 'configuration file',
    isFromAlterSystem: false,
    bootValue: null,
    allowedValues: null,
    isPendingRestart: false,
  };
}
