import { z } from 'zod';
import { missingArtifact, snapshotHeader } from './wire-schema';

const hidden = z.number().nullable().describe('null when sessions of other roles are hidden');

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
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'Activity' });
