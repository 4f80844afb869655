import { historyRequest, seriesAnswer } from '@/lib/answers/series';
import { databaseView } from '@/lib/answers/view-of';
import { seriesRequest } from '@/lib/api/series-schema';
import { product } from '@/lib/monitor/product';
import { TIERS } from '@/lib/monitor/tiers';
import { answering, json } from '../../../answering';
import type { DatabaseContext } from '../of-database';

export const GET = answering(async (request, { params }: DatabaseContext) => {
  const { databaseId } = await params;
  const running = product();
  databaseView(running, databaseId);
  const asked = seriesRequest.parse(Object.fromEntries(new URL(request.url).searchParams));
  const wanted = historyRequest(databaseId, asked, Date.now(), (tier) => TIERS[tier].intervalSeconds);
  return json(seriesAnswer(databaseId, asked, await running.history.series(wanted)));
});
