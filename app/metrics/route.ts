import { metricsText } from '@/lib/answers/metrics';
import { viewOf } from '@/lib/answers/view-of';
import { product } from '@/lib/monitor/product';
import { answering } from '../api/answering';

export const GET = answering(async () => {
  const running = product();
  const views = running.monitor.databases.map((database) => viewOf(database, running));
  return new Response(await metricsText(views, Date.now()), {
    headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control': 'no-store' },
  });
});
