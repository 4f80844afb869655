import { z } from 'zod';
import {
  bytes,
  findingReference,
  hypertableName,
  missingArtifact,
  policyOnAxis,
  snapshotHeader,
} from './wire-schema';

/** Two policies that destroy each other's work, on the aggregate's time axis. */
export const aggregateConflict = z.object({
  kind: z.enum(['retention', 'columnstore']),
  on: z.enum(['source', 'own']),
  detail: z.string(),
  fromUnits: z.number().nullable().describe('the stretch where both act; null is open'),
  toUnits: z.number().nullable(),
});

export const aggregateRow = z
  .object({
    hypertableId: z.number(),
    schema: z.string(),
    name: z.string(),
    owner: z.string(),
    source: hypertableName
      .extend({
        hypertableId: z.number(),
        kind: z.enum(['hypertable', 'continuous-aggregate']),
      })
      .nullable(),
    parentHypertableId: z.number().nullable().describe('the aggregate it is built on'),
    depth: z.number().describe('0 is built on a hypertable'),
    isRealTime: z.boolean().describe('reads what is not materialised yet from its source'),
    isIntegerTime: z.boolean(),
    bucketWidth: z.string().nullable(),
    bucketSeconds: z.number().nullable(),
    bucketUnits: z.number().nullable(),
    isNeverMaterialized: z.boolean(),
    watermarkUnits: z.number().nullable().describe('end of what is materialised'),
    refreshedUntilUnits: z
      .number()
      .nullable()
      .describe('up to where refreshes have got, whether there were rows or not'),
    presentUnits: z.number().nullable(),
    sourceNewestUnits: z.number().nullable().describe('end of the newest chunk of its source'),
    lagSeconds: z
      .number()
      .nullable()
      .describe('from what it is refreshed up to until what it could hold; null for integer time'),
    lagUnits: z.number().nullable(),
    pendingRanges: z.number().describe('ranges that changed and wait for a refresh'),
    sourcePendingRanges: z.number(),
    refresh: policyOnAxis.nullable(),
    ownRetention: policyOnAxis.nullable(),
    ownColumnstore: policyOnAxis.nullable(),
    sourceRetention: policyOnAxis.nullable(),
    sourceColumnstore: policyOnAxis.nullable(),
    conflicts: z.array(aggregateConflict),
    totalBytes: bytes.nullable(),
    sourceBytes: bytes.nullable(),
    chunkCount: z.number().nullable(),
    findings: z.array(findingReference),
  })
  .meta({ id: 'ContinuousAggregate' });

export const continuousAggregatesAnswer = z
  .object({
    ...snapshotHeader,
    aggregates: z.array(aggregateRow).nullable().describe('parents before children'),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'ContinuousAggregates' });
