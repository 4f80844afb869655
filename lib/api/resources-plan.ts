import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { send } from './request';
import type { resourcesPlanAnswer, resourcesPlanRequest } from './resources-plan-schema';

export type ResourcesPlanRequest = z.input<typeof resourcesPlanRequest>;
export type ResourcesAnswers = NonNullable<ResourcesPlanRequest['answers']>;
export type ResourcesPlan = z.infer<typeof resourcesPlanAnswer>;
export type PlannedSetting = NonNullable<ResourcesPlan['settings']>[number];

export const RESOURCES_PLAN_PATH = '/api/plans/resources';

/** The plan before stays in view while an answer is typed. */
export const resourcesPlanQuery = (request: ResourcesPlanRequest) =>
  queryOptions({
    queryKey: ['database', request.databaseId, 'plans', 'resources', request.answers ?? null],
    queryFn: () => send<ResourcesPlan>('POST', RESOURCES_PLAN_PATH, request),
    placeholderData: (previous: ResourcesPlan | undefined) =>
      previous?.databaseId === request.databaseId ? previous : undefined,
    refetchInterval: 300_000,
  });
