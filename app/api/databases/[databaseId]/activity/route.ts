import { activityAnswer } from '@/lib/answers/activity';
import { databaseView, monitoredDatabase } from '@/lib/answers/view-of';
import { product } from '@/lib/monitor/product';
import { answering, json } from '../../../answering';
import type { DatabaseContext } from '../of-database';

export const GET = answering(async (_request, { params }: DatabaseContext) => {
  const { databaseId } = await params;
  const snapshot = await monitoredDatabase(product(), databaseId).activityNow();
  return json(activityAnswer({ ...databaseView(product(), databaseId), snapshot }));
});
