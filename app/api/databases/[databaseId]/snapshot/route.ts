import { notReady } from '@/lib/answers/findings';
import { databaseView } from '@/lib/answers/view-of';
import { withoutLiterals } from '@/lib/derive/without-literals';
import { product } from '@/lib/monitor/product';
import { answering, json } from '../../../answering';
import { type DatabaseContext, ofDatabase } from '../of-database';

export const GET = ofDatabase((view) => {
  if (!view.snapshot) throw notReady(view);
  return withoutLiterals(view.snapshot);
});

/** Collects every tier now, instead of when it is due. */
export const POST = answering(async (_request, { params }: DatabaseContext) => {
  const { databaseId } = await params;
  const running = product();
  databaseView(running, databaseId);
  await running.monitor.databases.find(({ target }) => target.id === databaseId)?.collectNow();
  const view = databaseView(running, databaseId);
  if (!view.snapshot || view.problem) throw notReady(view);
  return json({ snapshotAt: view.snapshot.takenAt });
});
