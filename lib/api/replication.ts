import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { databasePath } from './paths';
import type { replicationAnswer } from './replication-schema';
import { getJson } from './request';

export type ReplicationAnswer = z.infer<typeof replicationAnswer>;
export const replicationPath = (databaseId: string) => databasePath(databaseId, 'replication');

export const replicationQuery = (databaseId: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'replication'],
    queryFn: ({ signal }) => getJson<ReplicationAnswer>(replicationPath(databaseId), signal),
    refetchInterval: 10_000,
  });
