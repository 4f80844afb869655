import { effectAnswer } from '@/lib/answers/effect';
import { databaseView } from '@/lib/answers/view-of';
import { product } from '@/lib/monitor/product';
import { answering, json } from '../../../../../answering';

interface Context {
  readonly params: Promise<{ databaseId: string; key: string }>;
}

export const GET = answering(async (_request, { params }: Context) => {
  const { databaseId, key } = await params;
  const running = product();
  databaseView(running, databaseId);
  const { history } = running;
  return json(
    await effectAnswer(databaseId, key, history.finding(databaseId, key), (asked) => history.effect(asked)),
  );
});
