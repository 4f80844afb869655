import { z } from 'zod';
import { scoreCap } from './score-schema';
import { bytes, counts, failure, findingReference, instant } from './wire-schema';

export const databaseStatus = z
  .enum(['up', 'degraded', 'down', 'unknown'])
  .describe('degraded: answers, but some artifacts fail; unknown: not tried yet');

export const databaseSummary = z
  .object({
    id: z.string(),
    name: z.string(),
    status: databaseStatus,
    server: z.string().nullable().describe('version of PostgreSQL'),
    timescale: z.string().nullable().describe('version of TimescaleDB; null when not installed or not known'),
    lastSnapshotAt: instant.nullable(),
    score: z.number().nullable().describe('0–100; null when withheld'),
    counts: counts.nullable().describe('null before the first snapshot'),
    statusSince: instant.nullable(),
    error: failure.nullable().describe('what keeps us from reading it; the data shown is then stale'),
    retryAt: instant.nullable(),
    engine: z.enum(['server', 'embedded']).nullable(),
    timescaleLicense: z.enum(['timescale', 'apache']).nullable(),
    isStandby: z.boolean().nullable(),
    tags: z.array(z.string()),
    demo: z.object({ psql: z.string() }).nullable().describe('one of the embedded demo databases'),
    scoreCap: scoreCap.nullable().describe('the finding that keeps the score from being higher'),
    scoreWithheld: z.string().nullable().describe('why there is no score'),
    worstFindings: z.array(findingReference),
    totalBytes: bytes.nullable(),
    growthBytesPerDay: z.number().nullable().describe('from history; null until it spans an hour'),
    hypertableCount: z.number().nullable(),
    coverage: z.object({ readable: z.number(), partly: z.number(), not: z.number() }).nullable(),
  })
  .meta({ id: 'Database' });

export const databasesAnswer = z.array(databaseSummary);
