import { z } from 'zod';
import { instant } from './wire-schema';

export const healthAnswer = z
  .object({ status: z.literal('ok'), version: z.string(), startedAt: instant, uptimeSeconds: z.number() })
  .meta({ id: 'Health' });
