import { z } from 'zod';
import { change } from './changes-schema';
import { databaseSummary } from './databases-schema';
import { instant, snapshotHeader } from './wire-schema';

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
    changes: z.array(change).describe('the last 24 hours, newest first'),
  })
  .meta({ id: 'Overview' });
