import type { Artifact } from '@/lib/collect/collector';
import type { ArtifactName, Artifacts } from '@/lib/collect/snapshot';

const KEPT = { reason: 'Another session has locked one of the tables: as it was before' };

/**
 * What was collected, and in place of what only a lock of another session was in the way of, what was read before: with
 * its age, and marked. The definition of an index over expressions cannot be read while VACUUM FULL or an ALTER TABLE
 * holds its table or waits for it, and nothing that was known of all others is less true for that.
 */
export function keptWhileLocked(before: Artifacts, collected: Artifacts): Artifacts {
  const kept = Object.entries(collected).map(([name, now]) => [
    name,
    keptOf(before[name as ArtifactName], now) ?? now,
  ]);
  return Object.fromEntries(kept);
}

function keptOf(before: Artifact<unknown> | undefined, now: Artifact<unknown>): Artifact<unknown> | null {
  return now.status === 'unavailable' && now.isLocked && before?.status === 'ok'
    ? { ...before, partly: before.partly ?? KEPT }
    : null;
}
