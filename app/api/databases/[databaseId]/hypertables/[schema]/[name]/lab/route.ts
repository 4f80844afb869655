import { databaseView } from '@/lib/answers/view-of';
import type { LabAnswer } from '@/lib/api/lab';
import { AppError } from '@/lib/errors';
import { runLab } from '@/lib/lab/lab';
import { sampleGrant } from '@/lib/lab/lab-source';
import { labSubject } from '@/lib/lab/lab-subject';
import { SAMPLE_BOUNDS } from '@/lib/lab/sample-plan';
import { product } from '@/lib/monitor/product';
import { answering, json } from '../../../../../../answering';
import { eventStream } from '../../../../../../event-stream';

interface Context {
  readonly params: Promise<{ databaseId: string; schema: string; name: string }>;
}

export const GET = answering(async (_request, { params }: Context) => {
  const { databaseId, schema, name } = await params;
  const { snapshot, subject } = known(databaseId, { schema, name });
  const grant = sampleGrant(subject.hypertable, snapshot.server);
  const answer: LabAnswer = {
    grantSql: grant.sql,
    revokeSql: grant.undo,
    mostRows: SAMPLE_BOUNDS.rows,
    mostBytes: SAMPLE_BOUNDS.bytes,
    result: product().labs.of(databaseId, { schema, name }),
  };
  return json(answer);
});

export const POST = answering(async (request, { params }: Context) => {
  const { databaseId, schema, name } = await params;
  const { snapshot, target } = known(databaseId, { schema, name });
  return eventStream(request, async (onProgress, signal) => {
    const { profile } = target;
    const result = await runLab({ target, snapshot, profile, schema, name }, onProgress, signal);
    product().labs.keep(databaseId, result);
    return result;
  });
});

/** Refuses what is not known before anything begins. */
function known(databaseId: string, named: { readonly schema: string; readonly name: string }) {
  const { snapshot, target } = databaseView(product(), databaseId);
  if (!snapshot)
    throw new AppError(
      'not-ready',
      'Nothing has been collected yet',
      'The first collection is still under way.',
    );
  return { snapshot, target, subject: labSubject(snapshot, named, snapshot) };
}
