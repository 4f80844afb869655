import { resourcesAnswer } from '@/lib/answers/resources-plan';
import { databaseView } from '@/lib/answers/view-of';
import { resourcesPlanRequest } from '@/lib/api/resources-plan-schema';
import { product } from '@/lib/monitor/product';
import { answering, json, readJson } from '../../answering';

export const POST = answering(async (request) => {
  const { databaseId, answers } = resourcesPlanRequest.parse(await readJson(request));
  return json(resourcesAnswer(databaseView(product(), databaseId), answers));
});
