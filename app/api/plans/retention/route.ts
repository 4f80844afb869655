import { retentionPlan } from '@/lib/answers/retention-plan';
import { databaseView } from '@/lib/answers/view-of';
import { retentionPlanRequest } from '@/lib/api/retention-plan-schema';
import { subjectText } from '@/lib/derive/subject-text';
import { product } from '@/lib/monitor/product';
import { answering, json, readJson } from '../../answering';

export const POST = answering(async (request) => {
  const { databaseId, answers } = retentionPlanRequest.parse(await readJson(request));
  const running = product();
  const view = databaseView(running, databaseId);
  // Without history the plan goes by what the snapshot tells.
  const late = await running.history
    .usualPeaks(databaseId, 'lateWriteSeconds')
    .catch(() => new Map<string, number>());
  return json(
    retentionPlan(view, answers, ({ schema, name }) => late.get(subjectText([schema, name])) ?? null),
  );
});
