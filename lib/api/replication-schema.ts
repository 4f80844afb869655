import { z } from 'zod';
import { bytes, findingReference, instant, missingArtifact, snapshotHeader } from './wire-schema';

const seconds = z.number().nullable();
const counter = z.number().nullable().describe('since the statistics’ reset; null where not counted');

const receiver = z.object({
  applicationName: z.string().nullable().describe('null, with the rest, when it is hidden'),
  clientAddress: z.string().nullable(),
  pid: z.number().describe('of the process that sends to it'),
  state: z.string().nullable(),
  syncState: z.string().nullable(),
  sendLagBytes: bytes.nullable(),
  flushLagBytes: bytes.nullable(),
  replayLagBytes: bytes.nullable(),
  totalLagBytes: bytes.nullable(),
  writeLagSeconds: seconds.describe('null when idle: no lag is known then, which is no lag of zero'),
  flushLagSeconds: seconds,
  replayLagSeconds: seconds,
  replyAt: instant.nullable(),
  snapshotXidAge: z.number().nullable(),
});

const standby = z.object({
  isReplayPaused: z.boolean(),
  receiverStatus: z.string().nullable(),
  lagSeconds: seconds,
  replayLagBytes: bytes.nullable(),
  lastMessageAt: instant.nullable(),
  lastReplayedTransactionAt: instant.nullable(),
  slotName: z.string().nullable(),
  hasRestoreCommand: z.boolean().describe('whether it fetches log from an archive too'),
});

const slot = z.object({
  name: z.string(),
  kind: z.enum(['physical', 'logical']),
  plugin: z.string().nullable(),
  database: z.string().nullable(),
  isActive: z.boolean(),
  isTemporary: z.boolean(),
  isSynced: z.boolean(),
  walStatus: z.string().nullable(),
  safeBytes: bytes.nullable().describe('what may still be written before it is lost; null is no limit'),
  retainedBytes: bytes.nullable(),
  snapshotXidAge: z.number().nullable(),
  inactiveSince: instant.nullable(),
  invalidationReason: z.string().nullable(),
});

const wal = z.object({
  serverClockAt: instant,
  epoch: z.string().describe('Positions of different epochs belong to different logs'),
  positionBytes: bytes.nullable(),
  records: counter,
  fullPageImages: counter,
  generatedBytes: counter,
  buffersFull: counter,
  writes: counter,
  syncs: counter,
  writeSeconds: counter,
  syncSeconds: counter,
  statsResetAt: instant.nullable(),
  files: z.number().nullable().describe('null when they may not be listed'),
  directoryBytes: bytes.nullable(),
});

const archiver = z.object({
  mode: z.string(),
  hasCommand: z.boolean(),
  hasLibrary: z.boolean(),
  archivedFiles: z.number(),
  failures: z.number(),
  lastArchivedAt: instant.nullable(),
  lastFailedAt: instant.nullable(),
  isFailing: z.boolean(),
  archiverProcesses: z.number().nullable(),
  readyFiles: z.number().nullable().describe('segments that wait; null when they may not be listed'),
  readyBytes: bytes.nullable(),
  oldestReadyAt: instant.nullable(),
  statsResetAt: instant.nullable(),
});

const checkpoints = z.object({
  timed: z.number(),
  requested: z.number(),
  done: counter,
  writeSeconds: z.number(),
  syncSeconds: z.number(),
  buffersWritten: z.number(),
  buffersCleaned: z.number(),
  maxWrittenCleaned: z.number(),
  backendWrites: counter,
  backendSyncs: counter,
  buffersAllocated: z.number(),
  statsResetAt: instant.nullable(),
});

const subscription = z.object({
  name: z.string(),
  isEnabled: z.boolean().nullable().describe('null where this role may not see it'),
  isRunning: z.boolean(),
  tablesCopying: z.number(),
  lastMessageAt: instant.nullable(),
  latestEndAt: instant.nullable(),
  applyErrors: counter,
  copyErrors: counter,
});

export const replicationAnswer = z
  .object({
    ...snapshotHeader,
    replication: z.array(receiver).nullable().describe('who streams from this server'),
    standby: z.array(standby).nullable().describe('one row on a standby, none on a primary'),
    replicationSlots: z.array(slot).nullable(),
    subscriptions: z.array(subscription).nullable(),
    walBytesPerSecond: z.number().nullable().describe('null until two readings of the same log'),
    slotLimitBytes: bytes.nullable().describe('max_slot_wal_keep_size; null is no limit, or not read'),
    wal: wal.nullable(),
    archiver: archiver.nullable(),
    checkpoints: checkpoints.nullable(),
    findings: z.array(findingReference).describe('about replication and the log'),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'Replication' });
