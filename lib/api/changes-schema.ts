import { z } from 'zod';
import { instant, severity, snapshotHeader } from './wire-schema';

const LONGEST_DAYS = 400;

export const change = z.object({
  at: instant.describe('when it was noticed'),
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
      'setting',
      'role',
      'host-rule',
    ])
    .describe('reopened: a snooze has ended, or what was marked as applied is unchanged'),
  title: z.string(),
  findingKey: z.string().nullable(),
  severity: severity.nullable(),
});

export const changesRequest = z.object({
  about: z.enum(['settings', 'security']),
  days: z.coerce.number().int().min(1).max(LONGEST_DAYS).default(30),
});

export const changesAnswer = z
  .object({
    ...snapshotHeader,
    since: instant,
    changes: z.array(change).describe('newest first'),
    isOldestLeftOut: z.boolean().describe('whether more changed than one answer holds'),
  })
  .meta({ id: 'Changes' });
