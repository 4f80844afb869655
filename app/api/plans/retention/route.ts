import { retentionPlan } from '@/lib/answers/retention-plan';
import { databaseView } from '@/lib/answers/view-of';
import { retentionPlanRequest } from '@/lib/api/retention-plan-schema';
import { product } from '@/lib/monitor/product';
import { answering, json, readJson } from '../../answering';

export const POST = answering(async (request) => {
  const { databaseId, answers } = retentionPlanRequest.parse(await readJson(request));
  return json(retentionPlan(databaseView(product(), databaseId), answers, () => null));
});
