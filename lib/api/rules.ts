import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from './request';
import type { rulesAnswer } from './rules-schema';

export type RulesAnswer = z.infer<typeof rulesAnswer>;
export const rulesPath = '/api/rules';

/** Every rule: what it checks, why, where it comes from, what it reads. */
export const rulesQuery = () =>
  queryOptions({
    queryKey: ['rules'],
    queryFn: ({ signal }) => getJson<RulesAnswer>(rulesPath, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
