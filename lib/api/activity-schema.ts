import { z } from 'zod';
import { findingReference, instant, missingArtifact, snapshotHeader } from './wire-schema';

const hidden = z.number().nullable().describe('null when sessions of other roles are hidden');

const seconds = z.number().nullable();

export const session = z.object({
  pid: z.number(),
  backendType: z.string().nullable(),
  databaseName: z.string().nullable(),
  roleName: z.string().nullable(),
  applicationName: z.string(),
  clientAddress: z.string().nullable(),
  state: z.string().nullable(),
  waitType: z.string().nullable(),
  waitEvent: z.string().nullable(),
  connectedAt: instant,
  transactionSeconds: seconds.describe('null outside a transaction'),
  querySeconds: seconds,
  stateSeconds: seconds,
  hasWritten: z.boolean(),
  snapshotXidAge: z.number().nullable(),
  locksHeld: z.number(),
  waitsFor: z.string().nullable(),
  waitSeconds: seconds,
  blockedBy: z.array(z.number()).describe('processes; 0 is a prepared transaction'),
  isBlocking: z.boolean(),
  leaderPid: z.number().nullable(),
  query: z.string().nullable().describe('without its values'),
});

export const work = z.object({
  pid: z.number(),
  command: z.string(),
  databaseName: z.string().nullable(),
  relation: z.string().nullable(),
  phase: z.string(),
  done: z.number().nullable(),
  total: z.number().nullable(),
  unit: z.enum(['blocks', 'indexes', 'bytes', 'sessions']).nullable(),
  elapsedSeconds: seconds,
  remainingSeconds: seconds.describe('of the present phase, at its pace so far'),
});

export const activityAnswer = z
  .object({
    ...snapshotHeader,
    activity: z
      .object({
        clients: hidden,
        active: hidden,
        idle: hidden,
        idleInTransaction: hidden,
        idleInTransactionAborted: hidden,
        maxConnections: z.number(),
        usableConnections: z.number().describe('what is left for ordinary roles after the reserves'),
        autovacuumWorkers: hidden,
        oldestTransactionSeconds: z.number().nullable().describe('null also when there is none'),
        oldestTransactionPid: z.number().nullable(),
        oldestIdleInTransactionSeconds: z.number().nullable(),
        longestQuerySeconds: z.number().nullable(),
        oldestSnapshotXidAge: z.number().nullable(),
        blockedSessions: hidden,
        longestBlockedSeconds: z.number().nullable(),
        waits: z
          .array(z.object({ type: z.string(), event: z.string(), sessions: z.number() }))
          .nullable()
          .describe('what active sessions wait for'),
      })
      .nullable(),
    locks: z
      .object({
        held: z.number(),
        waiting: z.number(),
        longestWaitSeconds: z.number().nullable(),
        tableSlotsUsed: z.number(),
        tableSlots: z.number().describe('of the shared lock table'),
        modes: z.array(z.object({ mode: z.string(), held: z.number(), waiting: z.number() })),
      })
      .nullable(),
    sessions: z
      .array(session)
      .nullable()
      .describe('at most 200: those in the way first, then the longest transactions'),
    progress: z.array(work).nullable(),
    preparedTransactions: z
      .array(
        z.object({
          name: z.string(),
          databaseName: z.string(),
          ownerName: z.string(),
          preparedAt: instant,
          ageSeconds: z.number(),
          xidAge: z.number(),
        }),
      )
      .nullable(),
    findings: z.array(findingReference).describe('about sessions'),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'Activity' });
