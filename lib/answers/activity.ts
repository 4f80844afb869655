import type { z } from 'zod';
import type { activityAnswer as schema } from '@/lib/api/activity-schema';
import { artifactRows, missingArtifacts } from './artifact-rows';
import type { DatabaseView } from './database-view';

/** What sessions of the whole server do now, and what they lock. */
export function activityAnswer({ target, snapshot }: DatabaseView): z.infer<typeof schema> {
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    activity: artifactRows(snapshot, 'activity')?.[0] ?? null,
    locks: artifactRows(snapshot, 'locks')?.[0] ?? null,
    missing: missingArtifacts(snapshot, ['activity', 'locks']),
  };
}
