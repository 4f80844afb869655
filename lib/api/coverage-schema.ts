import { z } from 'zod';
import { instant, snapshotHeader } from './wire-schema';

export const coverageAnswer = z
  .object({
    ...snapshotHeader,
    roleName: z.string().nullable(),
    artifacts: z.array(
      z.object({
        artifact: z.string(),
        title: z.string(),
        tier: z.enum(['live', 'standard', 'catalog', 'exact']),
        status: z.enum(['readable', 'partly', 'not', 'not-collected', 'not-applicable']),
        reason: z.string().nullable().describe('why it cannot be read, or which part is hidden'),
        grantSql: z.string().nullable(),
        revokeSql: z.string().nullable(),
        neededByRules: z.array(z.string()),
        rows: z.number().nullable(),
        collectedAt: instant.nullable(),
        everySeconds: z.number(),
        tookMs: z.number().nullable(),
        typicalMs: z.number().nullable().describe('mean of all runs since the start'),
        budgetMs: z.number(),
        slowedBy: z.number().describe('1 is the normal pace; more after three runs over budget in a row'),
      }),
    ),
    privileges: z
      .array(
        z.object({
          privilege: z.string(),
          enables: z.string(),
          isGranted: z.boolean(),
          grantedOn: z.number().nullable(),
          existing: z.number().nullable(),
          grantSql: z.string().nullable(),
          revokeSql: z.string().nullable(),
        }),
      )
      .nullable(),
    cost: z.object({
      millisecondsPerMinute: z
        .number()
        .nullable()
        .describe('wall time that all collectors take, at their present pace'),
      connections: z.number().describe('the most that Chunkwise opens'),
    }),
  })
  .meta({ id: 'Coverage' });
