import { changesAnswer, eventsAbout } from '@/lib/answers/changes';
import { databaseView } from '@/lib/answers/view-of';
import { changesRequest } from '@/lib/api/changes-schema';
import { product } from '@/lib/monitor/product';
import { answering, json } from '../../../answering';
import type { DatabaseContext } from '../of-database';

export const GET = answering(async (request, { params }: DatabaseContext) => {
  const { databaseId } = await params;
  const running = product();
  const view = databaseView(running, databaseId);
  const asked = changesRequest.parse(Object.fromEntries(new URL(request.url).searchParams));
  const events = await running.history.events(databaseId, asked.days, eventsAbout(asked.about));
  return json(changesAnswer(view, events, asked, Date.now()));
});
