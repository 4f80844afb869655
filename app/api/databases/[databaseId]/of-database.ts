import type { DatabaseView } from '@/lib/answers/database-view';
import { databaseView } from '@/lib/answers/view-of';
import { product } from '@/lib/monitor/product';
import { answering, json } from '../../answering';

export interface DatabaseContext {
  readonly params: Promise<{ databaseId: string }>;
}

/** A route that answers with something about one database, out of memory. */
export function ofDatabase(answer: (view: DatabaseView) => unknown) {
  return answering(async (_request, { params }: DatabaseContext) =>
    json(await answer(databaseView(product(), (await params).databaseId))),
  );
}
