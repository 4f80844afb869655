import { z } from 'zod';
import { bytes, instant, missingArtifact, snapshotHeader } from './wire-schema';

const counter = z
  .number()
  .nullable()
  .describe('since the statistics’ reset; null where the server keeps none');

export const tablesAnswer = z
  .object({
    ...snapshotHeader,
    tables: z
      .array(
        z.object({
          schema: z.string(),
          name: z.string(),
          kind: z.enum(['table', 'partitioned', 'materialized-view']),
          isPartition: z.boolean(),
          isUnlogged: z.boolean(),
          owner: z.string(),
          tableBytes: bytes.describe('as of the last VACUUM or ANALYZE'),
          toastBytes: bytes,
          indexBytes: bytes,
          indexCount: z.number(),
          estimatedRows: z.number().nullable().describe('the planner’s; null until ANALYZE'),
          deadRows: counter,
          modifiedSinceAnalyze: counter,
          insertedSinceVacuum: counter,
          sequentialScans: counter,
          sequentialTuplesRead: counter,
          indexScans: counter,
          insertedTuples: counter,
          updatedTuples: counter,
          hotUpdatedTuples: counter,
          deletedTuples: counter,
          lastVacuumAt: instant.nullable(),
          lastAutovacuumAt: instant.nullable(),
          lastAnalyzeAt: instant.nullable(),
          lastAutoanalyzeAt: instant.nullable(),
          xidAge: z.number().nullable().describe('null for a partitioned table, which holds no rows'),
          options: z.array(z.string()).describe('storage options as name=value'),
        }),
      )
      .nullable()
      .describe('ordinary tables; hypertables and their chunks are not among them'),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'Tables' });
