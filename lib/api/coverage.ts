import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { coverageAnswer } from './coverage-schema';
import { databasePath } from './paths';
import { getJson } from './request';

export type CoverageAnswer = z.infer<typeof coverageAnswer>;
export const coveragePath = (databaseId: string) => databasePath(databaseId, 'coverage');

/** What this role can read, what it costs, and the grant that mends what it cannot. */
export const coverageQuery = (databaseId: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'coverage'],
    queryFn: ({ signal }) => getJson<CoverageAnswer>(coveragePath(databaseId), signal),
    refetchInterval: 60_000,
  });
