import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  aggregateConflict,
  aggregateRow,
  continuousAggregatesAnswer,
} from './continuous-aggregates-schema';
import { databasePath } from './paths';
import { getJson } from './request';

export type ContinuousAggregatesAnswer = z.infer<typeof continuousAggregatesAnswer>;
export type AggregateRow = z.infer<typeof aggregateRow>;
export type AggregateConflict = z.infer<typeof aggregateConflict>;
export const continuousAggregatesPath = (databaseId: string) =>
  databasePath(databaseId, 'continuous-aggregates');

export const continuousAggregatesQuery = (databaseId: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'continuous-aggregates'],
    queryFn: ({ signal }) =>
      getJson<ContinuousAggregatesAnswer>(continuousAggregatesPath(databaseId), signal),
    refetchInterval: 60_000,
  });
