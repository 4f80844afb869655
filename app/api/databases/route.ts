import { databaseSummary } from '@/lib/answers/database-summary';
import { viewOf } from '@/lib/answers/view-of';
import { product } from '@/lib/monitor/product';
import { answering, json } from '../answering';

export const GET = answering(() => {
  const { monitor, history } = product();
  return json(monitor.databases.map((database) => databaseSummary(viewOf(database, history))));
});
