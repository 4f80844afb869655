import { z } from 'zod';
import { databaseSummary } from './databases-schema';
import { instant, severity, snapshotHeader } from './wire-schema';

export const overviewAnswer = z
  .object({
    ...snapshotHeader,
    database: databaseSummary,
    tiles: z.array(
      z.object({
        metric: z.string().describe('as the series endpoint takes it'),
        label: z.string(),
        unit: z.enum(['count', 'bytes', 'seconds', 'perSecond', 'bytesPerSecond', 'ratio']),
        value: z.number().nullable(),
        reason: z.string().nullable().describe('why there is no value'),
        at: instant.nullable(),
        source: z.string().describe('the views it was read from'),
        limit: z.number().nullable().describe('such as max_connections'),
      }),
    ),
    changes: z
      .array(
        z.object({
          at: instant,
          kind: z
            .enum([
              'found',
              'fixed',
              'regressed',
              'reopened',
              'decided',
              'version',
              'restart',
              'crash',
              'promotion',
              'statistics-reset',
            ])
            .describe('reopened: a snooze has ended, or what was marked as applied is unchanged'),
          title: z.string(),
          findingKey: z.string().nullable(),
          severity: severity.nullable(),
        }),
      )
      .describe('the last 24 hours, newest first'),
  })
  .meta({ id: 'Overview' });
