import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { activityAnswer, session, work } from './activity-schema';
import { databasePath } from './paths';
import { getJson } from './request';

export type ActivityAnswer = z.infer<typeof activityAnswer>;
export type Session = z.infer<typeof session>;
export type Work = z.infer<typeof work>;
export const ACTIVITY_EVERY_SECONDS = 5;
export const activityPath = (databaseId: string) => databasePath(databaseId, 'activity');

/** Asked anew every five seconds while somebody looks: a page in the background asks nothing. */
export const activityQuery = (databaseId: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'activity'],
    queryFn: ({ signal }) => getJson<ActivityAnswer>(activityPath(databaseId), signal),
    refetchInterval: ACTIVITY_EVERY_SECONDS * 1_000,
    staleTime: 0,
  });
