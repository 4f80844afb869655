import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { databasePath } from './paths';
import { getJson } from './request';
import type { horizonHolder, sequenceSummary, tableSummary, tablesAnswer } from './tables-schema';

export type TablesAnswer = z.infer<typeof tablesAnswer>;
export type TableSummary = z.infer<typeof tableSummary>;
export type SequenceSummary = z.infer<typeof sequenceSummary>;
export type HorizonHolder = z.infer<typeof horizonHolder>;
export const tablesPath = (databaseId: string) => databasePath(databaseId, 'tables');

export const tablesQuery = (databaseId: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'tables'],
    queryFn: ({ signal }) => getJson<TablesAnswer>(tablesPath(databaseId), signal),
    refetchInterval: 60_000,
  });
