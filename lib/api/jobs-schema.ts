import { z } from 'zod';
import { findingReference, hypertableName, instant, missingArtifact, snapshotHeader } from './wire-schema';

export const jobRun = z.object({
  jobId: z.number(),
  startedAt: instant,
  finishedAt: instant.nullable(),
  durationSeconds: z.number().nullable(),
  succeeded: z.boolean().nullable().describe('null while it runs, and after a crash that left no result'),
  sqlState: z.string().nullable(),
  message: z.string().nullable(),
  seenBy: z.enum(['server', 'history']).describe('the server’s own log, or our samples of its statistics'),
});

export const jobRow = z
  .object({
    jobId: z.number(),
    applicationName: z.string(),
    kind: z.enum([
      'columnstore',
      'retention',
      'refresh',
      'reorder',
      'compaction',
      'telemetry',
      'custom',
      'internal',
    ]),
    procedureSchema: z.string(),
    procedureName: z.string(),
    owner: z.string(),
    hypertable: hypertableName.nullable(),
    scheduled: z.boolean(),
    fixedSchedule: z.boolean(),
    scheduleIntervalSeconds: z.number(),
    maxRuntimeSeconds: z.number().describe('0 is unlimited'),
    maxRetries: z.number().describe('−1 is unlimited'),
    retryPeriodSeconds: z.number(),
    config: z.record(z.string(), z.unknown()).nullable(),
    status: z.enum(['running', 'stuck', 'succeeded', 'failed', 'paused', 'never-run', 'unknown']),
    hasStatistics: z.boolean(),
    lastStartedAt: instant.nullable(),
    lastFinishedAt: instant.nullable(),
    lastSucceededAt: instant.nullable(),
    nextStartAt: instant.nullable(),
    lastRunSucceeded: z
      .boolean()
      .nullable()
      .describe('as the server says it, which is false while it runs: see status'),
    lastRunSeconds: z.number().nullable(),
    averageSuccessSeconds: z.number().nullable(),
    totalRuns: z.number().nullable(),
    totalSuccesses: z.number().nullable(),
    totalFailures: z.number().nullable(),
    totalCrashes: z.number().nullable(),
    consecutiveFailures: z.number().nullable(),
    consecutiveCrashes: z.number().nullable(),
    isRunning: z.boolean(),
    lastError: z
      .object({ at: instant.nullable(), sqlState: z.string().nullable(), message: z.string().nullable() })
      .nullable(),
    findings: z.array(findingReference),
  })
  .meta({ id: 'Job' });

export const jobsAnswer = z
  .object({
    ...snapshotHeader,
    jobs: z.array(jobRow).nullable(),
    runs: z.array(jobRun).describe('newest first, at most 2,000'),
    runsLimit: z.string().nullable().describe('why successes or other roles’ runs are missing'),
    errors: z
      .array(
        z.object({
          jobId: z.number(),
          startedAt: instant.nullable(),
          finishedAt: instant.nullable(),
          sqlState: z.string().nullable(),
          message: z.string().nullable(),
        }),
      )
      .nullable(),
    errorsLimit: z
      .string()
      .nullable()
      .describe('why error texts may be hidden from this role; null: none is'),
    workers: z.object({
      schedulers: z.number().nullable().describe('timescaledb.max_background_workers'),
      processes: z.number().nullable().describe('max_worker_processes'),
      runningNow: z.number().nullable(),
      scheduledJobs: z.number().nullable(),
    }),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'Jobs' });
