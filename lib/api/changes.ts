import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { change, changesAnswer, changesRequest } from './changes-schema';
import { databasePath, withParameters } from './paths';
import { getJson } from './request';

export type Change = z.infer<typeof change>;
export type ChangesAnswer = z.infer<typeof changesAnswer>;
export const changesPath = (databaseId: string) => databasePath(databaseId, 'changes');

/** What changed of what a screen is about. */
export const changesQuery = (databaseId: string, { about, days }: z.output<typeof changesRequest>) =>
  queryOptions({
    queryKey: ['database', databaseId, 'changes', about, days],
    queryFn: ({ signal }) =>
      getJson<ChangesAnswer>(withParameters(changesPath(databaseId), { about, days }), signal),
    refetchInterval: 60_000,
  });
