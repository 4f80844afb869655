import { z } from 'zod';
import { databaseSummary } from './databases-schema';
import { instant, missingArtifact, snapshotHeader } from './wire-schema';

export const settingsAnswer = z
  .object({
    ...snapshotHeader,
    database: databaseSummary,
    server: z
      .object({
        version: z.string(),
        databaseName: z.string(),
        roleName: z.string(),
        isSuperuser: z.boolean(),
        isMonitor: z.boolean(),
        extensions: z.record(z.string(), z.string()),
      })
      .nullable(),
    profile: z.object({
      memoryBytes: z.number().nullable(),
      cores: z.number().nullable(),
      diskKind: z.string().nullable().describe('ssd, nvme, network or hdd'),
      workload: z.string().nullable().describe('ingest, oltp, analytics or mixed'),
      diskBytes: z.number().nullable().describe('of the disk that the data lies on'),
      byteThresholdRatio: z
        .number()
        .nullable()
        .describe('thresholds in bytes are multiplied by it; null is 1'),
      pricePerGibMonth: z.string().nullable(),
      pricePerTablespaceGibMonth: z.record(z.string(), z.string()).nullable(),
      currency: z.string().nullable(),
    }),
    settings: z
      .array(
        z.object({
          name: z.string(),
          setting: z.string().nullable().describe('in `unit`'),
          unit: z.string().nullable(),
          category: z.string(),
          context: z.string(),
          valueType: z.string(),
          source: z.string(),
          isFromAlterSystem: z
            .boolean()
            .nullable()
            .describe('whether ALTER SYSTEM wrote it; null when the role may not see the file'),
          bootValue: z.string().nullable(),
          allowedValues: z.array(z.string()).nullable().describe('what an enumeration may be'),
          isPendingRestart: z.boolean(),
        }),
      )
      .nullable(),
    tiers: z.array(
      z.object({
        tier: z.enum(['live', 'standard', 'catalog', 'exact']),
        everySeconds: z.number(),
        budgetMs: z.number(),
        collectedAt: instant.nullable(),
        tookMs: z.number().nullable(),
      }),
    ),
    history: z.object({
      status: z.enum(['up', 'down']),
      reason: z.string().nullable(),
      engine: z.string().nullable().describe('such as PostgreSQL 17.6, TimescaleDB 2.23.0'),
      bufferedSamples: z.number(),
      droppedSamples: z.number(),
      rawDays: z.number(),
      hourlyDays: z.number(),
    }),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'Settings' });
