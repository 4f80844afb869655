import type { z } from 'zod';
import type { missingArtifact } from '@/lib/api/wire-schema';
import type { ArtifactName, Snapshot } from '@/lib/collect/snapshot';

/** Those of the named artifacts that could not be read, with the reason and the grant. */
export function missingArtifacts(
  snapshot: Snapshot | null,
  names: readonly ArtifactName[],
): z.infer<typeof missingArtifact>[] {
  return names.flatMap((artifact) => {
    const found = snapshot?.artifacts[artifact];
    if (found?.status === 'ok') return [];
    return [
      {
        artifact,
        reason: found?.reason ?? 'not collected yet',
        grantSql: found?.mend?.sql ?? null,
        revokeSql: found?.mend?.undo ?? null,
      },
    ];
  });
}

/** Those of the named artifacts of which this role sees only a part, with the reason and the grant. */
export function partlyReadArtifacts(
  snapshot: Snapshot | null,
  names: readonly ArtifactName[],
): z.infer<typeof missingArtifact>[] {
  return names.flatMap((artifact) => {
    const found = snapshot?.artifacts[artifact];
    if (found?.status !== 'ok' || !found.partly) return [];
    const { reason, mend } = found.partly;
    return [{ artifact, reason, grantSql: mend?.sql ?? null, revokeSql: mend?.undo ?? null }];
  });
}
