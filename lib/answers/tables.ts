import type { z } from 'zod';
import type { tablesAnswer as schema } from '@/lib/api/tables-schema';
import { artifactRows, missingArtifacts } from './artifact-rows';
import type { DatabaseView } from './database-view';

/** Every ordinary table. */
export function tablesAnswer({ target, snapshot }: DatabaseView): z.infer<typeof schema> {
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    tables: artifactRows(snapshot, 'tables')?.map(({ relationOid: _, ...row }) => row) ?? null,
    missing: missingArtifacts(snapshot, ['tables']),
  };
}
