import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { WireFinding } from './findings';
import { databasePath, withParameters } from './paths';
import type { queriesAnswer, queryAnswer, queryWindow } from './queries-schema';
import { getJson } from './request';

export type QueriesAnswer = z.infer<typeof queriesAnswer>;
export type QueryAnswer = Omit<z.infer<typeof queryAnswer>, 'findings'> & {
  readonly findings: readonly WireFinding[];
};
export type QueryWindow = z.infer<typeof queryWindow>;
export type Statement = NonNullable<QueriesAnswer['statements']>[number];

export const queriesQuery = (databaseId: string, window: QueryWindow) =>
  queryOptions({
    queryKey: ['database', databaseId, 'queries', window],
    queryFn: ({ signal }) =>
      getJson<QueriesAnswer>(withParameters(databasePath(databaseId, 'queries'), { window }), signal),
    refetchInterval: 60_000,
  });

export const queryQuery = (databaseId: string, queryId: string, window: QueryWindow) =>
  queryOptions({
    queryKey: ['database', databaseId, 'queries', queryId, window],
    queryFn: ({ signal }) =>
      getJson<QueryAnswer>(withParameters(databasePath(databaseId, 'queries', queryId), { window }), signal),
    refetchInterval: 60_000,
  });
