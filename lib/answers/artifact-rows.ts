import type { z } from 'zod';
import type { missingArtifact } from '@/lib/api/wire-schema';
import type { ArtifactName, Row, Snapshot } from '@/lib/collect/snapshot';

/** The rows of an artifact, or null when it was not read: never an empty list for what is not known. */
export function artifactRows<Name extends ArtifactName>(
  snapshot: Snapshot | null,
  name: Name,
): readonly Row<Name>[] | null {
  const artifact = snapshot?.artifacts[name];
  // `Artifacts` maps each name to its own row; the compiler does not follow that through a generic name.
  return artifact?.status === 'ok' ? (artifact.rows as readonly Row<Name>[]) : null;
}

export function collectedAt(snapshot: Snapshot | null, name: ArtifactName): string | null {
  const artifact = snapshot?.artifacts[name];
  return artifact?.status === 'ok' ? artifact.collectedAt : null;
}

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
