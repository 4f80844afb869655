import { z } from 'zod';
import { bytes, findingReference, instant, missingArtifact, snapshotHeader } from './wire-schema';

const counter = z
  .number()
  .nullable()
  .describe('since the statistics’ reset; null where the server keeps none');

/** What a person means by a table: partitions and chunks are added up under it. */
export const tableSummary = z.object({
  subject: z.string().describe('its name as in a finding’s key; series are asked by it'),
  schema: z.string(),
  name: z.string(),
  kind: z.enum(['table', 'partitioned', 'materialized-view', 'hypertable']),
  isUnlogged: z.boolean(),
  parts: z.number().describe('partitions or chunks; 0 for a table that holds its rows itself'),
  heapBytes: bytes.nullable().describe('null for a hypertable, whose chunks are measured as a whole'),
  toastBytes: bytes.nullable(),
  indexBytes: bytes.nullable(),
  totalBytes: bytes,
  rows: z.number().nullable().describe('the planner’s estimate'),
  growthBytesPerDay: bytes.nullable().describe('within a week; null until history spans an hour'),
  deadRows: z.number().nullable(),
  vacuumNeedRatio: z
    .number()
    .nullable()
    .describe(
      'the greatest of dead rows ÷ trigger, inserts ÷ trigger and age ÷ the age of a forced vacuum, of its neediest part; from 1 on autovacuum comes',
    ),
  vacuumNeedOf: z.enum(['dead rows', 'inserted rows', 'age']).nullable().describe('which of them it is'),
  isAutovacuumed: z.boolean().nullable().describe('false: autovacuum is off for it or one of its partitions'),
  lastVacuumAt: instant.nullable().describe('by hand or by autovacuum, of its newest part'),
  lastAnalyzeAt: instant.nullable(),
  wastedBytes: bytes.nullable().describe('estimated; null where it is small or may not be read'),
  isWastedDoubtful: z.boolean().describe('columns without statistics, or many changes since ANALYZE'),
  xidAge: z.number().nullable().describe('transactions since its oldest row was frozen'),
  freezeMaxAge: z.number().nullable().describe('at which it is vacuumed by force'),
  findings: z.array(findingReference).describe('open ones about it or its sequences, the worst first'),
});

export const sequenceSummary = z.object({
  schema: z.string(),
  name: z.string(),
  ownerTable: z.string().nullable().describe('the table it feeds, each part quoted where it needs it'),
  ownerColumn: z.string().nullable(),
  limitedBy: z.enum(['column', 'sequence']).describe('what ends first'),
  lastValue: z.number(),
  usedRatio: z.number(),
  valuesLeft: z.number(),
  daysLeft: z
    .number()
    .nullable()
    .describe('at the pace of the last week; null until history spans an hour, or none was taken'),
});

export const horizonHolder = z.object({
  kind: z.enum(['session', 'prepared-transaction', 'slot', 'standby']),
  holds: z.enum(['tables', 'catalogs']),
  pid: z.number().nullable(),
  name: z.string().nullable(),
  databaseName: z.string().nullable(),
  roleName: z.string().nullable(),
  state: z.string().nullable(),
  since: instant.nullable(),
  xidAge: z.number(),
  concernsThisDatabase: z.boolean(),
});

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
          multixactAge: z.number().nullable(),
          frozenRatio: z
            .number()
            .nullable()
            .describe('share of pages with frozen rows only; from PostgreSQL 18 on'),
          hasPrimaryKey: z.boolean(),
          replicaIdentity: z.enum(['default', 'nothing', 'full', 'index']),
          isIdentified: z.boolean().describe('its rows can be named to a subscriber'),
          publishesChanges: z.boolean().describe('a publication sends its updates or deletes'),
          options: z.array(z.string()).describe('storage options as name=value'),
        }),
      )
      .nullable()
      .describe('ordinary tables; hypertables and their chunks are not among them'),
    summaries: z
      .array(tableSummary)
      .nullable()
      .describe('ordinary tables and hypertables, their parts added up'),
    sequences: z.array(sequenceSummary).nullable().describe('the 50 nearest to their end'),
    sequencesHidden: z.number().nullable().describe('sequences whose value this role may not read'),
    horizonHolders: z
      .array(horizonHolder)
      .nullable()
      .describe('who keeps VACUUM from removing dead rows, the oldest first, 20 at most'),
    idDaysLeft: z
      .number()
      .nullable()
      .describe(
        'days until transaction ids or multixacts run out if nothing were frozen, at the pace of the last week; null while that is not known',
      ),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'Tables' });
