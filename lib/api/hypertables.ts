import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { hypertableRow, hypertablesAnswer } from './hypertables-schema';
import { databasePath } from './paths';
import { getJson } from './request';

export type HypertableRow = z.infer<typeof hypertableRow>;
export type HypertablesAnswer = z.infer<typeof hypertablesAnswer>;
export const hypertablesPath = (databaseId: string) => databasePath(databaseId, 'hypertables');

export const hypertablesQuery = (databaseId: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'hypertables'],
    queryFn: ({ signal }) => getJson<HypertablesAnswer>(hypertablesPath(databaseId), signal),
    refetchInterval: 60_000,
  });
