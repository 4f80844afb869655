import { queriesAnswer } from '@/lib/answers/queries';
import { databaseView } from '@/lib/answers/view-of';
import { queriesRequest } from '@/lib/api/queries-schema';
import { product } from '@/lib/monitor/product';
import { answering, json } from '../../../answering';
import type { DatabaseContext } from '../of-database';
import { beginOf } from './begin-of';

export const GET = answering(async (request, { params }: DatabaseContext) => {
  const { databaseId } = await params;
  const view = databaseView(product(), databaseId);
  const { window } = queriesRequest.parse(Object.fromEntries(new URL(request.url).searchParams));
  return json(queriesAnswer(view, window, await beginOf(databaseId, window)));
});
