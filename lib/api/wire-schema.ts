import { z } from 'zod';

/** Pieces that several answers are made of. Sizes are bytes, durations seconds, ratios 0–1 unless said; null is "not known". */

export const instant = z.iso.datetime().describe('ISO 8601, UTC');
export const bytes = z.number().describe('bytes');
export const money = z.string().describe('an exact decimal, in the currency of prices.currency');
export const severity = z.enum(['critical', 'warning', 'notice']);

export const counts = z
  .object({ critical: z.number(), warning: z.number(), notice: z.number() })
  .describe('open findings by severity');

export const hypertableName = z.object({ schema: z.string(), name: z.string() });

/** A finding, named: enough for a link. */
export const findingReference = z.object({ key: z.string(), rule: z.string(), title: z.string(), severity });

export const failure = z.object({ code: z.string(), message: z.string(), hint: z.string().optional() });
export const errorAnswer = z.object({ error: failure }).meta({ id: 'Error' });

/** From which snapshot an answer was made. */
export const snapshotHeader = {
  databaseId: z.string(),
  snapshotAt: instant
    .nullable()
    .describe('when the newest artifact was collected; null before the first snapshot'),
};

/** Where an answer needs an artifact that could not be read: its list is then null, with the reason and the grant. */
export const missingArtifact = z.object({
  artifact: z.string(),
  reason: z.string(),
  grantSql: z.string().nullable(),
  revokeSql: z.string().nullable(),
});

export const policyKind = z.enum(['columnstore', 'retention', 'refresh', 'reorder', 'compaction']);

export const lastRun = z
  .enum(['running', 'stuck', 'failed', 'succeeded', 'never-run', 'unknown'])
  .describe('stuck: it began, did not end, and no worker is at it');

/** A policy on its hypertable's time axis. Units: microseconds for times, else the integers of the dimension. */
export const policyOnAxis = z.object({
  jobId: z.number(),
  kind: policyKind,
  scheduled: z.boolean(),
  scheduleIntervalSeconds: z.number(),
  afterSeconds: z
    .number()
    .nullable()
    .describe('columnstore: converts after; retention: drops after; null for integer time'),
  afterUnits: z.number().nullable().describe('the same along an integer dimension'),
  byCreation: z.boolean(),
  startOffsetSeconds: z.number().nullable().describe('far end of a refresh window; null is open'),
  startOffsetUnits: z.number().nullable(),
  endOffsetSeconds: z.number().nullable(),
  endOffsetUnits: z.number().nullable(),
  fromUnits: z
    .number()
    .nullable()
    .describe('where it begins to act along the axis now; null is open or not known'),
  toUnits: z
    .number()
    .nullable()
    .describe('where it ends to act along the axis now; null is open or not known'),
  nextStartAt: instant.nullable(),
  lastRun: lastRun.nullable(),
});
