import { z } from 'zod';

export const rulesAnswer = z
  .array(
    z.object({
      id: z.string(),
      area: z.string(),
      title: z.string(),
      why: z.string(),
      source: z.string(),
      needs: z.array(z.string()),
      wants: z.array(z.string()),
      facts: z.record(z.string(), z.object({ label: z.string(), source: z.string() })),
    }),
  )
  .meta({ id: 'Rules' });
