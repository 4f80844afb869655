import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { effectAnswer } from './effect-schema';
import { databasePath } from './paths';
import { getJson } from './request';

export type EffectAnswer = z.infer<typeof effectAnswer>;

/** What was measured before and after a finding was fixed. Its newest sample is minutes old at most. */
export const effectQuery = (databaseId: string, key: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'effect', key],
    queryFn: ({ signal }) =>
      getJson<EffectAnswer>(databasePath(databaseId, 'findings', key, 'effect'), signal),
    staleTime: 60_000,
  });
