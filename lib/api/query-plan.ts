import type { z } from 'zod';
import type { Advice } from '@/lib/rules/rule';
import { databasePath } from './paths';
import type { explainRequest, queryPlanAnswer, queryPlanRequest } from './query-plan-schema';
import { send } from './request';

type Answer = z.infer<typeof queryPlanAnswer>;
export type WirePlanNode = Answer['nodes'][number];
export type WirePlanFinding = Omit<Answer['findings'][number], 'advice'> & { readonly advice: Advice | null };
export type QueryPlanAnswer = Omit<Answer, 'findings'> & { readonly findings: readonly WirePlanFinding[] };

export const QUERY_PLAN_PATH = '/api/plans/query';

export const readQueryPlan = (request: z.input<typeof queryPlanRequest>) =>
  send<QueryPlanAnswer>('POST', QUERY_PLAN_PATH, request);

export const explainQuery = (databaseId: string, request: z.input<typeof explainRequest>) =>
  send<QueryPlanAnswer>('POST', databasePath(databaseId, 'explain'), request);
