import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { healthAnswer } from './health-schema';
import { getJson } from './request';

export type HealthAnswer = z.infer<typeof healthAnswer>;
export const healthPath = '/api/health';

/** Liveness of this process; needs no sign-in. */
export const healthQuery = () =>
  queryOptions({ queryKey: ['health'], queryFn: ({ signal }) => getJson<HealthAnswer>(healthPath, signal) });
