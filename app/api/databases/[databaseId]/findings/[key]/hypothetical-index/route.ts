import { hypotheticalQuestion } from '@/lib/answers/hypothetical-index';
import { databaseView } from '@/lib/answers/view-of';
import { checkHypotheticalIndex } from '@/lib/explain/hypothetical-index';
import { product } from '@/lib/monitor/product';
import { answering, json } from '../../../../../answering';

interface Context {
  readonly params: Promise<{ databaseId: string; key: string }>;
}

export const POST = answering(async (_request, { params }: Context) => {
  const { databaseId, key } = await params;
  const { request, answerOf } = hypotheticalQuestion(databaseView(product(), databaseId), key);
  return json(answerOf(await checkHypotheticalIndex(request)));
});
