import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { databasePath } from './paths';
import { getJson } from './request';
import type { securityAnswer } from './security-schema';

export type SecurityAnswer = z.infer<typeof securityAnswer>;
export const securityPath = (databaseId: string) => databasePath(databaseId, 'security');

/** Who may do what, and how sessions prove who they are. */
export const securityQuery = (databaseId: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'security'],
    queryFn: ({ signal }) => getJson<SecurityAnswer>(securityPath(databaseId), signal),
    refetchInterval: 300_000,
  });
