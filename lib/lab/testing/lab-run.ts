import { collectTiers, type Snapshot } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { runLab } from '../lab';
import type { LabResult } from '../lab-result';
import type { HypertableName } from '../lab-subject';
import type { OnProgress } from '../progress';
import type { SampleBounds } from '../sample-plan';

interface Run extends HypertableName {
  readonly url: string;
  readonly bounds?: SampleBounds;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** A run of the lab on a fresh snapshot. */
export async function labRun({ url, onProgress, signal, ...request }: Run): Promise<LabResult> {
  const database = openDatabase({ url });
  const server = await probeServer(database);
  const artifacts = await collectTiers(database, server, ['standard', 'catalog', 'exact']);
  await database.close();
  const snapshot: Snapshot = { databaseId: 'test', takenAt: new Date().toISOString(), server, artifacts };
  return runLab(
    { target: { url }, snapshot, profile: {}, ...request },
    onProgress ?? (() => undefined),
    signal ?? new AbortController().signal,
  );
}
