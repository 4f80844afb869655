import { z } from 'zod';
import {
  bytes,
  findingReference,
  hypertableName,
  instant,
  missingArtifact,
  snapshotHeader,
} from './wire-schema';

const range = z.object({ low: bytes, high: bytes });

/** From raw bytes to today's, and on to what is possible. */
export const waterfallItem = z.object({
  id: z.string(),
  label: z.string(),
  kind: z.enum(['whole', 'saved', 'possible']),
  amount: z.number().describe('a whole’s size in bytes; else the change, negative for a saving'),
  low: z.number().nullable().describe('the least likely change, for what is possible'),
  high: z.number().nullable(),
  detail: z.string(),
  hypertable: hypertableName.nullable(),
  findings: z.array(findingReference),
});

export const compressionRow = z.object({
  hypertableId: z.number(),
  schema: z.string(),
  name: z.string(),
  kind: z.enum(['hypertable', 'continuous-aggregate']),
  columnstoreEnabled: z.boolean(),
  segmentBy: z.array(z.string()).nullable(),
  orderBy: z.array(z.string()).nullable(),
  policyAfterSeconds: z.number().nullable(),
  policyAfterUnits: z.number().nullable(),
  hasPolicy: z.boolean().nullable().describe('null when policies could not be read'),
  uncompressedBytes: bytes.describe('what all of it would take without columnstore'),
  totalBytes: bytes.describe('what it takes now'),
  measuredBeforeBytes: bytes
    .nullable()
    .describe('what the measured compressed chunks took before; null where none is measured'),
  columnBytes: bytes,
  rowBytes: bytes,
  savedBytes: bytes,
  ratio: z.number().nullable(),
  ratioLow: z.number().nullable().describe('tenth percentile of the chunks'),
  ratioHigh: z.number().nullable().describe('ninetieth percentile'),
  measuredChunks: z.number(),
  chunkCount: z.number(),
  compressedChunks: z.number(),
  partialChunks: z.number(),
  unorderedChunks: z.number(),
  overdueChunks: z.number(),
  overdueBytes: bytes,
  rowsPerBatch: z.number().nullable().describe('1,000 is full'),
  driftedChunks: z.number().nullable().describe('compressed with other settings than those of today'),
  potential: range.nullable().describe('what converting the chunks that are old enough would save'),
  potentialBasis: z.string(),
  findings: z.array(findingReference),
});

export const worstChunk = z.object({
  chunkId: z.number(),
  chunkSchema: z.string(),
  chunkName: z.string(),
  schema: z.string().describe('of its hypertable'),
  name: z.string(),
  rangeStartUnits: z.number().nullable(),
  rangeEndUnits: z.number().nullable(),
  isIntegerTime: z.boolean(),
  ratio: z.number(),
  beforeBytes: bytes,
  columnBytes: bytes,
  compressedRows: z.number().nullable(),
  rowsPerBatch: z.number().nullable(),
});

export const compressionAnswer = z
  .object({
    ...snapshotHeader,
    chunksCollectedAt: instant.nullable(),
    totals: z
      .object({
        uncompressedBytes: bytes,
        totalBytes: bytes,
        savedBytes: bytes,
        ratio: z.number().nullable(),
        columnBytes: bytes,
        rowBytes: bytes,
        potential: range,
      })
      .nullable(),
    waterfall: z.array(waterfallItem).nullable(),
    hypertables: z.array(compressionRow).nullable(),
    worstChunks: z.array(worstChunk).describe('at most 20, the lowest ratio first'),
    ratioHistogram: z
      .array(z.object({ from: z.number(), to: z.number().nullable(), chunks: z.number(), totalBytes: bytes }))
      .describe('compressed chunks by their ratio'),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'Compression' });
