import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { databaseSummary, databasesAnswer } from './databases-schema';
import { getJson } from './request';

export type DatabaseSummary = z.infer<typeof databaseSummary>;
export type DatabasesAnswer = z.infer<typeof databasesAnswer>;
export const databasesPath = '/api/databases';

/** Every monitored database with its state. */
export const databasesQuery = () =>
  queryOptions({
    queryKey: ['databases'],
    queryFn: ({ signal }) => getJson<DatabasesAnswer>(databasesPath, signal),
    refetchInterval: 10_000,
  });
