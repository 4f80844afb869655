import { z } from 'zod';
import { instant } from './wire-schema';

export const effectAnswer = z
  .strictObject({
    databaseId: z.string(),
    key: z.string(),
    status: z
      .enum(['measured', 'not-yet', 'unknown'])
      .describe('not-yet: too little time has passed since the fix; unknown: nothing to compare with'),
    reason: z.string().nullable().describe('why nothing is measured'),
    measurableAt: instant.nullable().describe('not-yet: from when on it is'),
    windowSeconds: z.number().nullable().describe('length of both windows'),
    isGrowing: z
      .boolean()
      .describe('both windows grow until they are a day long, or as long as there was before'),
    before: instant.nullable().describe('end of the window before: when the finding was last seen'),
    after: instant.nullable().describe('start of the window after: when it was known to be gone'),
    metrics: z.array(
      z.strictObject({
        metric: z.string().describe('as the series endpoint takes it'),
        label: z.string(),
        unit: z.enum(['bytes', 'seconds', 'times', 'count', 'perSecond']),
        before: z.number().nullable().describe('mean over the window; null where too little was sampled'),
        after: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'Effect' });
