import { queryOptions } from '@tanstack/react-query';
import type { Snapshot } from '@/lib/collect/snapshot';
import { databasePath } from './paths';
import { getJson, send } from './request';

/** The newest snapshot: the collectors' own rows, each artifact with its status. */
export type SnapshotAnswer = Snapshot;
export const snapshotPath = (databaseId: string) => databasePath(databaseId, 'snapshot');

export const snapshotQuery = (databaseId: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'snapshot'],
    queryFn: ({ signal }) => getJson<SnapshotAnswer>(snapshotPath(databaseId), signal),
  });

/** Collects every tier now and judges it; answers when that is done. At most one runs at a time. */
export const refreshSnapshot = (databaseId: string) =>
  send<{ readonly snapshotAt: string }>('POST', snapshotPath(databaseId));
