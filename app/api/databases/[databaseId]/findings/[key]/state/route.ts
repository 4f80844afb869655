import { presentFinding } from '@/lib/answers/findings';
import { databaseView } from '@/lib/answers/view-of';
import { findingStateChange } from '@/lib/api/findings-schema';
import { product } from '@/lib/monitor/product';
import { answering, json, readJson } from '../../../../../answering';

interface Context {
  readonly params: Promise<{ databaseId: string; key: string }>;
}

export const POST = answering(async (request, { params }: Context) => {
  const { databaseId, key } = await params;
  const running = product();
  databaseView(running, databaseId);
  const { state, until, reason, comment } = findingStateChange.parse(await readJson(request));
  const decided = await running.history.decide(databaseId, key, {
    state,
    // In UTC, whatever zone it was written in; it means nothing in any other state.
    until: state === 'snoozed' && until !== undefined ? new Date(until).toISOString() : null,
    reason: reason ?? null,
    comment: comment ?? null,
    by: 'reader',
  });
  return json(presentFinding(databaseView(running, databaseId), decided.finding));
});
