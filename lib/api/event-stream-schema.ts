import { z } from 'zod';
import { failure } from './wire-schema';

export const EVENT_STREAM_TYPE = 'application/x-ndjson';

export const progressEvent = z.object({
  type: z.literal('progress'),
  phase: z.string().describe('a short stable word'),
  done: z.number().nullable().describe('of total; null where that is not known'),
  total: z.number().nullable(),
  words: z.string().describe('what is being done'),
});

/** One line of a stream: any number of progress lines, then one result or one error. */
export const streamEvent = (result: z.ZodType) =>
  z.discriminatedUnion('type', [
    progressEvent,
    z.object({ type: z.literal('result'), result }),
    z.object({ type: z.literal('error'), error: failure }),
  ]);
