import { z } from 'zod';
import { bytes, findingReference, instant, missingArtifact, snapshotHeader } from './wire-schema';

/** What is told of every index, whatever table it is of. */
const anyIndex = {
  schema: z.string(),
  tableName: z.string(),
  name: z.string(),
  subject: z.string().describe('as the series endpoint takes it'),
  definition: z.string(),
  method: z.string(),
  includedColumns: z.array(z.string()),
  isUnique: z.boolean(),
  isPrimary: z.boolean(),
  isValid: z.boolean(),
  isPartial: z.boolean(),
  isConstraint: z.boolean().describe('a constraint needs it'),
  totalBytes: bytes,
  scans: z.number().nullable().describe('null where the server keeps no statistics'),
  tableWrites: z
    .number()
    .nullable()
    .describe(
      'rows of its table that were inserted or updated and had to be written to it too, as HOT updates have not',
    ),
  findings: z.array(findingReference).describe('open ones about it, the worst first'),
};

export const tableIndex = z.object({
  ...anyIndex,
  keyColumns: z.array(z.string().nullable()).describe('in order; null for an expression'),
  partitions: z
    .number()
    .nullable()
    .describe('indexes of partitions that it sums up; null where the table holds rows itself'),
  totalBytes: bytes.describe('as of the last VACUUM or ANALYZE'),
  wastedBytes: bytes.nullable().describe('estimated, of B-trees whose columns may be read; else null'),
  estimatedRows: z.number().nullable(),
  tuplesRead: z.number().nullable(),
  lastScanAt: instant.nullable().describe('from PostgreSQL 16 on'),
});

export const hypertableIndex = z.object({
  ...anyIndex,
  totalBytes: bytes.describe('of the indexes of its chunks'),
  chunkIndexes: z.number().describe('indexes of chunks that it sums up'),
});

export const indexesAnswer = z
  .object({
    ...snapshotHeader,
    counting: z
      .object({
        since: instant.describe('when scans began to be counted'),
        seconds: z.number().describe('for how long, when it was read'),
        standbys: z
          .number()
          .nullable()
          .describe('standbys that count their own scans; null where that was not read'),
        tellsLastScan: z.boolean().describe('from PostgreSQL 16 on'),
      })
      .nullable()
      .describe('the window that scans stand for; null where the server keeps no statistics'),
    indexes: z.array(tableIndex).nullable().describe('of ordinary tables'),
    hypertableIndexes: z
      .array(hypertableIndex)
      .nullable()
      .describe('of hypertables, rolled up from their chunks; empty without TimescaleDB'),
    otherFindings: z
      .array(findingReference)
      .describe('open ones about indexes that are not there, or about several at once'),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'Indexes' });
