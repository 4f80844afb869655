import { queryAnswer } from '@/lib/answers/queries';
import { databaseView } from '@/lib/answers/view-of';
import { queriesRequest } from '@/lib/api/queries-schema';
import { product } from '@/lib/monitor/product';
import { TREND_REQUESTS } from '@/lib/rules/trend-requests';
import { answering, json } from '../../../../answering';
import { beginOf } from '../begin-of';

interface QueryContext {
  readonly params: Promise<{ databaseId: string; queryId: string }>;
}

export const GET = answering(async (request, { params }: QueryContext) => {
  const { databaseId, queryId } = await params;
  const running = product();
  const view = databaseView(running, databaseId);
  const { window } = queriesRequest.parse(Object.fromEntries(new URL(request.url).searchParams));
  const begin = await beginOf(databaseId, window);
  const trends = running.history.trends(databaseId, TREND_REQUESTS);
  return json(queryAnswer(view, queryId, { asked: window, begin, trends }));
});
