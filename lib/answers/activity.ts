import type { z } from 'zod';
import type { activityAnswer as schema } from '@/lib/api/activity-schema';
import { artifactRows } from '@/lib/derive/artifact-rows';
import type { DatabaseView } from './database-view';
import { missingArtifacts } from './missing-artifacts';
import { openFindings, reference } from './open-findings';
import { remainingSeconds } from './progress-remaining';
import { wireRows } from './wire-rows';

/** What sessions of the whole server do now, what they lock, and who is in whose way. */
export function activityAnswer(view: DatabaseView): z.infer<typeof schema> {
  const { target, snapshot } = view;
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    activity: artifactRows(snapshot, 'activity')?.[0] ?? null,
    locks: artifactRows(snapshot, 'locks')?.[0] ?? null,
    sessions: wireRows(snapshot, 'sessions'),
    progress:
      artifactRows(snapshot, 'progress')?.map((row) => ({
        ...row,
        remainingSeconds: remainingSeconds(row),
      })) ?? null,
    preparedTransactions: wireRows(snapshot, 'preparedTransactions'),
    findings: openFindings(view)
      .filter(({ rule }) => rule.startsWith('sessions/'))
      .map(reference),
    missing: missingArtifacts(snapshot, [
      'activity',
      'locks',
      'sessions',
      'progress',
      'preparedTransactions',
    ]),
  };
}
