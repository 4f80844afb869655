import { z } from 'zod';
import {
  bytes,
  counts,
  findingReference,
  instant,
  lastRun,
  missingArtifact,
  money,
  policyOnAxis,
  snapshotHeader,
} from './wire-schema';

export const chunkState = z
  .enum(['column', 'frozen', 'tiered', 'row', 'future', 'unordered', 'partial', 'overdue'])
  .describe(
    'column: compressed and in order; row: in the row store; partial: compressed, with newer rows beside; unordered: compressed, batches overlap; overdue: older than its columnstore policy and still in the row store; future: begins after the present',
  );

const stateCounts = z.object({
  column: z.number(),
  frozen: z.number(),
  tiered: z.number(),
  row: z.number(),
  future: z.number(),
  unordered: z.number(),
  partial: z.number(),
  overdue: z.number(),
});

const policyAge = z.object({
  jobId: z.number(),
  afterSeconds: z.number().nullable(),
  afterUnits: z.number().nullable(),
  scheduled: z.boolean(),
  lastRun: lastRun.nullable(),
});

export const hypertableRow = z
  .object({
    hypertableId: z.number(),
    schema: z.string(),
    name: z.string(),
    kind: z.enum(['hypertable', 'continuous-aggregate']),
    owner: z.string(),
    relationSchema: z
      .string()
      .describe('the table that holds the rows; a continuous aggregate has another than its view'),
    relationName: z.string(),
    timeColumn: z.string(),
    timeColumnType: z.string(),
    isIntegerTime: z.boolean(),
    dimensionCount: z.number(),
    chunkIntervalSeconds: z.number().nullable(),
    chunkIntervalUnits: z.number().nullable(),
    advisedIntervalSeconds: z.number().nullable().describe('null when no finding advises another'),
    advisedIntervalUnits: z.number().nullable(),
    totalBytes: bytes.nullable().describe('both stores, indexes and TOAST included'),
    rowBytes: bytes.nullable(),
    columnBytes: bytes.nullable(),
    beforeBytes: bytes.nullable().describe('what its compressed chunks took before'),
    uncompressedBytes: bytes.nullable().describe('what all of it would take without columnstore'),
    ratio: z.number().nullable().describe('before ÷ now over measured compressed chunks'),
    compressedChunkRatio: z.number().nullable().describe('compressed chunks ÷ chunks, 0–1'),
    columnByteRatio: z.number().nullable().describe('column bytes ÷ total bytes, 0–1'),
    chunkCount: z.number().nullable(),
    chunkStates: stateCounts.nullable(),
    rows: z.number().nullable().describe('estimate: compressed rows counted, others as of the last ANALYZE'),
    oldestUnits: z
      .number()
      .nullable()
      .describe('start of its oldest chunk: microseconds since 1970, or integer'),
    newestUnits: z.number().nullable().describe('end of its newest chunk'),
    columnstoreEnabled: z.boolean(),
    segmentBy: z.array(z.string()).nullable(),
    orderBy: z.array(z.string()).nullable().describe('column, with DESC where descending'),
    columnstorePolicy: policyAge.nullable(),
    retentionPolicy: policyAge.nullable(),
    refreshPolicy: policyOnAxis.nullable(),
    hasReorderPolicy: z.boolean(),
    growthBytesPerDay: z.number().nullable().describe('from history; null until it spans an hour'),
    ingestBytesPerDay: z
      .number()
      .nullable()
      .describe(
        'what arrives, as rows with their indexes; null for integer time, where nothing arrives, and where all rows are in one chunk and may have begun at any time of it',
      ),
    steadyBytes: z
      .object({ low: bytes, high: bytes })
      .nullable()
      .describe('what it settles at under its retention; null without retention or without a measured ratio'),
    monthlyCost: money.nullable().describe('of its bytes on disk; null without a price'),
    currency: z.string().nullable(),
    steadyMonthlyCost: z.object({ low: money, high: money }).nullable().describe('of what it settles at'),
    insertedRowsPerSecond: z
      .number()
      .nullable()
      .describe('since the snapshot before; null where the server keeps no counters'),
    tablespaces: z.array(z.string()),
    indexCount: z.number(),
    hasRowSecurity: z.boolean(),
    hasExclusionConstraint: z.boolean(),
    hasDeleteTransitionTrigger: z.boolean(),
    foreignKeyColumns: z.array(z.string()),
    counts,
    worstFinding: findingReference.nullable(),
  })
  .meta({ id: 'HypertableRow' });

const bytesRange = z.object({ low: bytes, high: bytes });
const moneyRange = z.object({ low: money, high: money });

export const storageCost = z.object({
  tiers: z
    .array(
      z.object({
        tablespace: z.string().nullable().describe('null: the default, whose name could not be read'),
        chunkCount: z.number(),
        rowBytes: bytes,
        columnBytes: bytes,
        totalBytes: bytes,
        pricePerGibMonth: money.nullable(),
        monthlyCost: money.nullable(),
        steadyBytes: bytesRange.nullable().describe('what it settles at'),
        steadyMonthlyCost: moneyRange.nullable(),
      }),
    )
    .describe('by tablespace'),
  monthlyCost: money.nullable().describe('of all tiers; null when a price is not set'),
  steadyMonthlyCost: moneyRange.nullable(),
  steadyBasis: z.string().nullable().describe('how what it settles at was divided'),
  currency: z.string().nullable(),
  tieredChunkCount: z
    .number()
    .describe('in the object store of a cloud service: what they take and cost is not in SQL'),
});

export const hypertablesAnswer = z
  .object({
    ...snapshotHeader,
    hypertables: z.array(hypertableRow).nullable(),
    missing: z
      .array(missingArtifact)
      .describe('artifacts that could not be read; what depends on them is null'),
    chunksCollectedAt: instant.nullable(),
    totals: z
      .object({
        totalBytes: bytes.nullable(),
        rowBytes: bytes.nullable(),
        columnBytes: bytes.nullable(),
        chunkCount: z.number().nullable(),
        growthBytesPerDay: z.number().nullable(),
        storage: storageCost.nullable().describe('of all hypertables'),
        monthlyCost: money.nullable().describe('of all hypertables; null without a price'),
        currency: z.string().nullable(),
        diskBytes: bytes.nullable().describe('profile.diskBytes'),
        usedBytes: bytes
          .nullable()
          .describe('all databases of the server; null when one of them may not be measured'),
        daysToFull: z
          .number()
          .nullable()
          .describe(
            'at the growth of this database within the last week; null when it is not known or does not grow',
          ),
      })
      .nullable(),
  })
  .meta({ id: 'Hypertables' });
