import { z } from 'zod';
import { chunkState } from './hypertables-schema';
import { instant, snapshotHeader } from './wire-schema';

const numbers = z.array(z.number().nullable());
const texts = z.array(z.string().nullable());

export const chunksAnswer = z
  .object({
    ...snapshotHeader,
    hypertableId: z.number(),
    collectedAt: instant,
    rows: z.number().describe('length of every column'),
    isIntegerTime: z.boolean(),
    timeColumn: z.string(),
    isPartitioned: z.boolean().describe('has a second dimension, so that several chunks share a range'),
    presentUnits: z.number().nullable(),
    columnstoreAfterUnits: z
      .number()
      .nullable()
      .describe('age at which the policy converts, in units of the axis'),
    retentionAfterUnits: z.number().nullable(),
    schemas: z.array(z.string()).describe('the few schemas that the chunks are in'),
    columns: z.object({
      chunkId: z.array(z.number()),
      schemaIndex: z.array(z.number()).describe('place of the chunk’s schema in `schemas`'),
      name: z.array(z.string()),
      rangeStartUnits: numbers.describe('microseconds since 1970 for times, else the integer; null is open'),
      rangeEndUnits: numbers,
      state: z.array(chunkState),
      totalBytes: numbers,
      rowTotalBytes: numbers,
      columnTotalBytes: numbers,
      beforeBytes: numbers.describe('when it was compressed; null when never'),
      compressedRows: numbers,
      compressedBatches: numbers,
      rowPartRows: numbers.describe('planner’s estimate of the row part'),
      lastAnalyzeAt: texts,
    }),
  })
  .meta({ id: 'Chunks' });
