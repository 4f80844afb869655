import { z } from 'zod';
import { instant } from './wire-schema';

const artifact = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('ok'),
    rows: z.array(z.record(z.string(), z.unknown())),
    collectedAt: instant,
    tookMs: z.number(),
    partly: z
      .object({ reason: z.string(), mend: z.object({ sql: z.string(), undo: z.string() }).optional() })
      .optional(),
  }),
  z.object({
    status: z.literal('unavailable'),
    reason: z.string(),
    mend: z.object({ sql: z.string(), undo: z.string() }).optional(),
  }),
]);

export const snapshotAnswer = z
  .object({
    databaseId: z.string(),
    takenAt: instant,
    server: z.record(z.string(), z.unknown()).describe('versions, role, extensions, catalog layout'),
    artifacts: z.record(z.string(), artifact),
  })
  .meta({ id: 'Snapshot' });

export const refreshAnswer = z.object({ snapshotAt: instant });
