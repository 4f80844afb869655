import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { overviewAnswer } from './overview-schema';
import { databasePath } from './paths';
import { getJson } from './request';

export type OverviewAnswer = z.infer<typeof overviewAnswer>;
export const overviewPath = (databaseId: string) => databasePath(databaseId, 'overview');

/** What the live tiles show now, and what changed within a day. */
export const overviewQuery = (databaseId: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'overview'],
    queryFn: ({ signal }) => getJson<OverviewAnswer>(overviewPath(databaseId), signal),
    refetchInterval: 10_000,
  });
