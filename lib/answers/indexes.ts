import type { z } from 'zod';
import type { indexesAnswer as schema } from '@/lib/api/indexes-schema';
import { artifactRows, missingArtifacts } from './artifact-rows';
import type { DatabaseView } from './database-view';

/** Every index of an ordinary table. */
export function indexesAnswer({ target, snapshot }: DatabaseView): z.infer<typeof schema> {
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    indexes: artifactRows(snapshot, 'indexes')?.map(({ tableOid: _, ...row }) => row) ?? null,
    missing: missingArtifacts(snapshot, ['indexes']),
  };
}
