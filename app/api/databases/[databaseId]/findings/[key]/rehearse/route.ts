import { databaseView } from '@/lib/answers/view-of';
import { AppError } from '@/lib/errors';
import { rehearse } from '@/lib/lab/rehearsal/rehearse';
import { product } from '@/lib/monitor/product';
import { answering } from '../../../../../answering';
import { eventStream } from '../../../../../event-stream';

interface Context {
  readonly params: Promise<{ databaseId: string; key: string }>;
}

export const POST = answering(async (request, { params }: Context) => {
  const { databaseId, key } = await params;
  const running = product();
  const { snapshot, judgement } = databaseView(running, databaseId);
  const finding = judgement?.findings.find((one) => one.key === key);
  if (!snapshot || !finding)
    throw new AppError(
      'not-found',
      `There is no finding ${key} in the newest snapshot`,
      'GET /api/databases/:id/findings lists them; a finding that is gone needs no rehearsal.',
    );
  return eventStream(request, async (onProgress, signal) => {
    const rehearsal = await rehearse({ finding, snapshot, onProgress, signal });
    running.rehearsals.keep(databaseId, finding, rehearsal);
    return rehearsal;
  });
});
