import { z } from 'zod';
import { bytes, instant, missingArtifact, snapshotHeader } from './wire-schema';

export const indexesAnswer = z
  .object({
    ...snapshotHeader,
    indexes: z
      .array(
        z.object({
          schema: z.string(),
          tableName: z.string(),
          name: z.string(),
          definition: z.string(),
          method: z.string(),
          keyColumns: z.array(z.string().nullable()).describe('in order; null for an expression'),
          includedColumns: z.array(z.string()),
          isUnique: z.boolean(),
          isPrimary: z.boolean(),
          isValid: z.boolean(),
          isPartial: z.boolean(),
          isConstraint: z.boolean().describe('a constraint needs it'),
          partitions: z
            .number()
            .nullable()
            .describe('indexes of partitions that it sums up; null where the table holds rows itself'),
          totalBytes: bytes.describe('as of the last VACUUM or ANALYZE'),
          estimatedRows: z.number().nullable(),
          scans: z.number().nullable().describe('null where the server keeps no statistics'),
          tuplesRead: z.number().nullable(),
          lastScanAt: instant.nullable().describe('from PostgreSQL 16 on'),
        }),
      )
      .nullable()
      .describe('of ordinary tables; those of a hypertable stand in its own answer'),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'Indexes' });
