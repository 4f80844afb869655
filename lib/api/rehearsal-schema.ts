import { z } from 'zod';
import { instant } from './wire-schema';

const statement = z.strictObject({
  part: z.enum(['precheck', 'step', 'verify', 'undo']),
  sql: z.string(),
  status: z.enum(['ok', 'differs', 'failed']),
  expected: z.string().nullable(),
  answer: z.string().nullable(),
  error: z.string().nullable(),
  tookSeconds: z.number(),
  locks: z
    .array(z.strictObject({ mode: z.string(), relation: z.string() }))
    .nullable()
    .describe('the strongest on each relation; null where the statement ends its own transactions'),
  lockSaid: z.string().nullable(),
});

export const rehearsal = z
  .strictObject({
    status: z.enum(['passed', 'failed', 'not-rehearsable']),
    reason: z.string().nullable(),
    rehearsedAt: instant,
    tookSeconds: z.number(),
    sandbox: z
      .strictObject({ timescale: z.string(), postgres: z.string(), differences: z.array(z.string()) })
      .nullable(),
    rebuilt: z
      .strictObject({
        hypertables: z.number(),
        chunks: z.number(),
        chunksLeftOut: z.number(),
        mappedTypes: z.array(z.string()),
        missing: z.array(z.string()),
      })
      .nullable(),
    statements: z.array(statement),
    leftByUndo: z.array(z.string()).nullable().describe('what is not as it was after the undo'),
  })
  .meta({ id: 'Rehearsal' });
