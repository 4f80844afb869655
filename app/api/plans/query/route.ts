import { pastedPlan } from '@/lib/answers/query-plan';
import { databaseView } from '@/lib/answers/view-of';
import { queryPlanRequest } from '@/lib/api/query-plan-schema';
import { product } from '@/lib/monitor/product';
import { answering, json, readJson } from '../../answering';

export const POST = answering(async (request) => {
  const { plan, databaseId } = queryPlanRequest.parse(await readJson(request));
  return json(pastedPlan(plan, databaseId === undefined ? null : databaseView(product(), databaseId)));
});
