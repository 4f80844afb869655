import { z } from 'zod';
import { wireFinding } from './findings-schema';
import { hypertableRow, storageCost } from './hypertables-schema';
import { hypertableName, instant, missingArtifact, policyOnAxis, snapshotHeader } from './wire-schema';

const dimension = z.object({
  position: z.number().describe('1 is the primary dimension'),
  kind: z.enum(['time', 'space']),
  column: z.string(),
  columnType: z.string(),
  chunkIntervalSeconds: z.number().nullable(),
  chunkIntervalUnits: z.number().nullable(),
  partitionCount: z.number().nullable(),
  integerNowFunction: z.string().nullable(),
});

const column = z.object({
  name: z.string(),
  type: z.string(),
  position: z.number(),
  isNotNull: z.boolean(),
  leadsIndex: z.boolean(),
  isUniqueAlone: z.boolean(),
  distinctValues: z.number().nullable().describe('as in pg_stats: negative is a share of the rows'),
  averageWidthBytes: z.number().nullable(),
  correlation: z.number().nullable(),
  role: z.enum(['time', 'segmentby', 'orderby', 'plain']),
});

const index = z.object({
  schema: z.string(),
  name: z.string(),
  definition: z.string(),
  isUnique: z.boolean(),
  isPrimary: z.boolean(),
  isValid: z.boolean(),
  chunkIndexes: z.number().describe('how many chunks carry it'),
  expectedChunks: z.number().nullable().describe('how many chunks should'),
  scans: z.number().nullable(),
  totalBytes: z.number(),
});

const compressedWith = z.object({
  segmentBy: z.array(z.string()).nullable(),
  orderBy: z.array(z.string()).nullable(),
  chunkCount: z.number(),
  isCurrent: z.boolean(),
});

/** Aggregates built on it, and what it is built on. */
const relative = hypertableName.extend({ relation: z.enum(['source', 'aggregate']) });

export const hypertableAnswer = z
  .object({
    ...snapshotHeader,
    hypertable: hypertableRow,
    presentUnits: z
      .number()
      .nullable()
      .describe('now along its time axis; the start of the newest chunk for integer time'),
    storage: storageCost.nullable(),
    policies: z.array(policyOnAxis).nullable(),
    dimensions: z.array(dimension).nullable(),
    columns: z.array(column).nullable(),
    indexes: z.array(index).nullable().describe('chunk indexes summed up'),
    compressedWith: z
      .array(compressedWith)
      .nullable()
      .describe('with which settings its chunks were compressed'),
    related: z.array(relative),
    findings: z.array(wireFinding),
    missing: z.array(missingArtifact),
    chunksCollectedAt: instant.nullable(),
  })
  .meta({ id: 'Hypertable' });
