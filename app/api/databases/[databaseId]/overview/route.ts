import { overviewAnswer } from '@/lib/answers/overview';
import { product } from '@/lib/monitor/product';
import { ofDatabase } from '../of-database';

export const GET = ofDatabase(async (view) => {
  // Without history there is still everything that is true now.
  const { events } = await product()
    .history.events(view.target.id, 1)
    .catch(() => ({ events: [] }));
  return overviewAnswer(view, events, Date.now());
});
