import { explainedPlan } from '@/lib/answers/query-plan';
import { databaseView } from '@/lib/answers/view-of';
import { explainRequest } from '@/lib/api/query-plan-schema';
import { explainStatement } from '@/lib/explain/explain';
import { product } from '@/lib/monitor/product';
import { answering, json, readJson } from '../../../answering';
import type { DatabaseContext } from '../of-database';

export const POST = answering(async (request, { params }: DatabaseContext) => {
  const view = databaseView(product(), (await params).databaseId);
  const { sql, parameters, analyze } = explainRequest.parse(await readJson(request));
  const { target, snapshot } = view;
  const explained = await explainStatement({
    target,
    snapshot,
    sql,
    ...(parameters && { parameters }),
    ...(analyze !== undefined && { analyze }),
  });
  return json(explainedPlan(explained, view));
});
