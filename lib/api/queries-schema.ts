import { z } from 'zod';
import { bytes, instant, missingArtifact, snapshotHeader } from './wire-schema';

export const queriesAnswer = z
  .object({
    ...snapshotHeader,
    statements: z
      .array(
        z.object({
          isRemainder: z.boolean().describe('true on the one row that sums up what is not among the top'),
          isOwn: z.boolean().describe('true on the one row that sums up what Chunkwise itself asks'),
          statementCount: z.number(),
          queryId: z.string().nullable().describe('null on the remainder, and when hidden'),
          roleName: z.string().nullable(),
          isTopLevel: z.boolean().nullable(),
          query: z.string().nullable().describe('literals are masked'),
          calls: z.number(),
          totalSeconds: z.number(),
          planSeconds: z.number(),
          minSeconds: z.number().nullable(),
          maxSeconds: z.number().nullable(),
          deviationSeconds: z.number().nullable(),
          rows: z.number(),
          sharedBlocksHit: z.number(),
          sharedBlocksRead: z.number(),
          sharedBlocksDirtied: z.number(),
          sharedBlocksWritten: z.number(),
          temporaryBlocksRead: z.number(),
          temporaryBlocksWritten: z.number(),
          blockReadSeconds: z.number().describe('zero as long as track_io_timing is off'),
          blockWriteSeconds: z.number(),
          walBytes: bytes,
          statsSince: instant.nullable().describe('when it began to count; from PostgreSQL 17'),
          statsResetAt: instant.nullable(),
          deallocations: z.number().nullable().describe('when it grows, the list is incomplete'),
        }),
      )
      .nullable()
      .describe('those that took the most time, and the remainder'),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'Queries' });
