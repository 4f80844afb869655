import type { Rehearsal } from '@/lib/lab/rehearsal/rehearsal';
import { type ProgressEvent, runStream } from './event-stream';
import { databasePath } from './paths';

/** Runs an advice, its verification and its undo in the sandbox. Aborting the signal ends it there too. */
export const rehearseFinding = (
  databaseId: string,
  key: string,
  reader: { readonly signal: AbortSignal; readonly onProgress: (progress: ProgressEvent) => void },
) => runStream<Rehearsal>(databasePath(databaseId, 'findings', key, 'rehearse'), {}, reader);
