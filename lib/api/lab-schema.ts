import { z } from 'zod';
import { advice } from './findings-schema';
import { bytes, instant } from './wire-schema';

const units = z
  .number()
  .nullable()
  .describe('along the primary dimension: microseconds since 1970, or the integer; null is open');

const piece = z.strictObject({
  chunk: z.string(),
  fromUnits: units,
  toUnits: units,
  chunkRows: z.number(),
  rows: z.number(),
  bytes,
  cut: z
    .enum(['whole', 'series', 'slice'])
    .describe(
      'whole: all rows of the chunk; series: all rows of some values; slice: all rows of a stretch of time',
    ),
  column: z.string().nullable().describe('whose whole series were taken'),
  isCut: z.boolean().describe('whether the bounds ended it early'),
});

const filter = z.strictObject({
  id: z.string(),
  equals: z.array(z.string()),
  byTime: z.boolean(),
  origin: z.enum(['statements', 'assumed']).describe('from pg_stat_statements, or assumed without it'),
  calls: z.number().nullable(),
});

const measure = z.strictObject({
  ratio: z.number().describe('bytes as rows ÷ projected bytes'),
  projectedBytes: bytes.describe('the whole hypertable, every chunk compressed so'),
  marginBytes: bytes.nullable().describe('± with 95 % confidence; null is not known'),
  rowsPerBatch: z.number(),
  sampleBytes: bytes,
  sampleRows: z.number(),
  tookSeconds: z.number().describe('compressing the sample'),
  filters: z
    .array(
      z.strictObject({
        filterId: z.string(),
        seconds: z.number(),
        rowsRead: z.number(),
        batchesRead: z.number(),
      }),
    )
    .describe('for one chunk: rows that are decompressed, batches that are looked at'),
  columns: z
    .array(z.strictObject({ name: z.string().nullable(), bytes }))
    .describe('of the sample; the one without a name is metadata, headers and empty space'),
});

export const labResult = z
  .strictObject({
    schema: z.string(),
    name: z.string(),
    isIntegerTime: z.boolean(),
    takenAt: instant,
    tookSeconds: z.number(),
    sandboxVersion: z.string(),
    serverVersion: z.string(),
    before: z.strictObject({ bytes, rows: z.number(), chunks: z.number() }),
    converted: z
      .strictObject({ bytes, chunks: z.number() })
      .describe('of these, what the statements convert: the gain is in them'),
    sample: z.strictObject({
      rows: z.number(),
      bytes,
      shareRatio: z.number(),
      pieces: z.array(piece),
      notRead: z
        .array(piece.pick({ chunk: true, cut: true, column: true }))
        .describe('what the server did not read in time'),
      mappedColumns: z.array(z.strictObject({ name: z.string(), type: z.string(), as: z.string() })),
      skippedIndexes: z.array(z.string()),
      areIndexesKnown: z.boolean(),
    }),
    filters: z.array(filter),
    candidates: z
      .array(
        z.strictObject({
          id: z.string(),
          origins: z.array(z.enum(['now', 'default', 'rules', 'tried'])),
          segmentBy: z.array(z.string()),
          orderBy: z.array(z.string()),
          measured: measure.nullable(),
          failure: z.string().nullable(),
        }),
      )
      .describe('the smallest first'),
    winnerId: z.string().nullable(),
    verdict: z.string(),
    tradeOff: z.string().nullable(),
    savedBytes: z.strictObject({ low: bytes, high: bytes }).nullable(),
    advice: advice.nullable(),
    whyNoAdvice: z.string().nullable(),
  })
  .meta({ id: 'LabResult' });

export const labAnswer = z.strictObject({
  grantSql: z.string().describe('what the role needs to read a sample'),
  revokeSql: z.string(),
  mostRows: z.number().describe('the sample is never larger'),
  mostBytes: bytes,
  result: labResult.nullable().describe('null until the lab has run on it since Chunkwise was started'),
});
