import { z } from 'zod';
import { METRICS, type Metric } from '@/lib/derive/metrics';
import { instant } from './wire-schema';

const names = Object.keys(METRICS) as [Metric, ...Metric[]];
export const MOST_POINTS = 1_000;

export const seriesRequest = z.object({
  metric: z
    .enum(names, `expected one of ${names.join(', ')}`)
    .describe(names.map((name) => `${name}: ${METRICS[name]}`).join('; ')),
  subject: z
    .string()
    .max(600)
    .refine((text) => !text.includes('\0'), 'expected text without NUL characters')
    .default('')
    .describe('as in a finding’s key; empty for the database itself'),
  from: z.iso
    .datetime({ offset: true, error: 'expected an instant such as 2026-11-24T12:00:00Z' })
    .optional(),
  to: z.iso.datetime({ offset: true, error: 'expected an instant such as 2026-11-24T12:00:00Z' }).optional(),
  points: z.coerce
    .number('expected a number')
    .int('expected a whole number')
    .min(1, 'expected 1 or more')
    .max(MOST_POINTS, `expected at most ${MOST_POINTS}`)
    .default(240),
});

export const seriesAnswer = z
  .object({
    databaseId: z.string(),
    metric: z.string(),
    label: z.string(),
    subject: z.string(),
    from: instant,
    to: instant,
    bucketSeconds: z.number(),
    resolution: z
      .enum(['raw', 'hourly'])
      .describe('older than the raw samples, or a long range: hourly means'),
    points: z
      .array(
        z.object({
          at: instant.describe('start of the bucket'),
          min: z.number().nullable(),
          average: z.number().nullable(),
          max: z.number().nullable(),
          samples: z.number(),
        }),
      )
      .describe('evenly spaced; a bucket without samples has nulls: a gap'),
  })
  .meta({ id: 'Series' });
