import type { z } from 'zod';
import type { queriesAnswer as schema } from '@/lib/api/queries-schema';
import { maskLiterals } from '@/lib/derive/without-literals';
import { artifactRows, missingArtifacts } from './artifact-rows';
import type { DatabaseView } from './database-view';

/** The statements that take the most time. */
export function queriesAnswer({ target, snapshot }: DatabaseView): z.infer<typeof schema> {
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    statements:
      artifactRows(snapshot, 'statements')?.map((row) => ({
        ...row,
        query: row.query === null ? null : maskLiterals(row.query),
      })) ?? null,
    missing: missingArtifacts(snapshot, ['statements']),
  };
}
