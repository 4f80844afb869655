import { hypertableAnswer } from '@/lib/answers/hypertable';
import { databaseView } from '@/lib/answers/view-of';
import { product } from '@/lib/monitor/product';
import { answering, json } from '../../../../../answering';

interface Context {
  readonly params: Promise<{ databaseId: string; schema: string; name: string }>;
}

export const GET = answering(async (_request, { params }: Context) => {
  const { databaseId, ...named } = await params;
  return json(hypertableAnswer(databaseView(product(), databaseId), named));
});
