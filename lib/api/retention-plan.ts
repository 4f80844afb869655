import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { send } from './request';
import type { retentionPlanAnswer, retentionPlanRequest } from './retention-plan-schema';

export type RetentionPlanRequest = z.input<typeof retentionPlanRequest>;
export type RetentionPlan = z.infer<typeof retentionPlanAnswer>;
export type PolicySet = NonNullable<RetentionPlan['sets']>[number];

export const RETENTION_PLAN_PATH = '/api/plans/retention';

export const retentionPlanQuery = (request: RetentionPlanRequest) =>
  queryOptions({
    queryKey: ['database', request.databaseId, 'plans', 'retention', request.answers ?? null],
    queryFn: () => send<RetentionPlan>('POST', RETENTION_PLAN_PATH, request),
    refetchInterval: 60_000,
  });
