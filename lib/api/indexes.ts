import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { indexesAnswer } from './indexes-schema';
import { databasePath } from './paths';
import { getJson } from './request';

export type IndexesAnswer = z.infer<typeof indexesAnswer>;
export const indexesPath = (databaseId: string) => databasePath(databaseId, 'indexes');

export const indexesQuery = (databaseId: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'indexes'],
    queryFn: ({ signal }) => getJson<IndexesAnswer>(indexesPath(databaseId), signal),
    refetchInterval: 60_000,
  });
