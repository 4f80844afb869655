import { z } from 'zod';
import { wireFinding } from './findings-schema';
import { bytes, findingReference, instant, missingArtifact, snapshotHeader } from './wire-schema';

export const queryWindow = z.enum(['reset', 'hour', 'day'], 'expected reset, hour or day');

export const queriesRequest = z.object({
  window: queryWindow
    .default('reset')
    .describe('since the statistics were reset, or the last hour or day, which takes history'),
});

/** What the counters cover. */
const window = z.object({
  asked: queryWindow,
  from: instant.nullable().describe('null: since each entry was made, which the server does not tell'),
  to: instant.nullable(),
  seconds: z.number().nullable(),
  problem: z.string().nullable().describe('why there is none of this length; then statements is null'),
});

const statement = z.object({
  isRemainder: z.boolean().describe('true on the one row that sums up what is not listed'),
  isOwn: z.boolean().describe('true on the one row that sums up what Chunkwise itself asks'),
  statementCount: z.number(),
  queryId: z.string().nullable().describe('null on both sums, and when hidden'),
  roleName: z.string().nullable(),
  isTopLevel: z.boolean().nullable(),
  query: z
    .string()
    .nullable()
    .describe('literals are masked; of a command that may carry a secret only its name'),
  calls: z.number(),
  totalSeconds: z.number(),
  planSeconds: z.number(),
  minSeconds: z.number().nullable().describe('of all time; null in a window'),
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
});

const tracking = z.object({
  isLoaded: z.boolean().describe('whether shared_preload_libraries has the module'),
  isCreated: z.boolean().describe('whether the extension is in this database'),
  mostEntries: z.number().nullable(),
  entries: z.number().nullable(),
  track: z.string().nullable(),
  tracksPlanning: z.boolean().nullable(),
  tracksBlockTimes: z.boolean(),
  blockBytes: bytes,
});

export const queriesAnswer = z
  .object({
    ...snapshotHeader,
    window,
    statements: z
      .array(statement)
      .nullable()
      .describe('those that took, wrote, read or ran the most; our own; and the remainder'),
    findings: z
      .array(findingReference.extend({ queryId: z.string().describe('what it is about, mostly a query id') }))
      .describe('about statements'),
    tracking: tracking.nullable(),
    preload: z
      .object({
        setSql: z.string(),
        undoSql: z.string(),
        keeps: z
          .array(z.string())
          .nullable()
          .describe('libraries that are loaded already; null is not known'),
      })
      .nullable()
      .describe('how the server is made to load the module; null where it does, or that is not known'),
    isEmbedded: z.boolean().describe('an engine that comes with Chunkwise and keeps no statistics'),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'Queries' });

export const queryAnswer = z
  .object({
    ...snapshotHeader,
    queryId: z.string(),
    query: z.string().nullable(),
    window,
    entries: z.array(statement).describe('one for each role, and for calls inside of functions'),
    whole: z
      .object({ totalSeconds: z.number(), calls: z.number() })
      .nullable()
      .describe('of all statements of the database in the same window'),
    usual: z
      .object({
        secondsPerCall: z.number().describe('mean of the samples of the last hour'),
        usualSecondsPerCall: z
          .number()
          .nullable()
          .describe('median of the same hour of earlier weeks; null with fewer than two of them'),
        windowSeconds: z.number(),
        samples: z.number(),
      })
      .nullable(),
    usualProblem: z.string().nullable().describe('why the last hour is not known'),
    findings: z.array(wireFinding).describe('about it, and indexes that are proposed for it'),
    tracking: tracking.nullable(),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'Query' });
