import type { ArtifactName, Row, Snapshot } from '@/lib/collect/snapshot';

/** The rows of an artifact, or null when it was not read: never an empty list for what is not known. */
export function artifactRows<Name extends ArtifactName>(
  snapshot: Pick<Snapshot, 'artifacts'> | null,
  name: Name,
): readonly Row<Name>[] | null {
  const artifact = snapshot?.artifacts[name];
  // `Artifacts` maps each name to its own row; the compiler does not follow that through a generic name.
  return artifact?.status === 'ok' ? (artifact.rows as readonly Row<Name>[]) : null;
}

export function collectedAt(snapshot: Pick<Snapshot, 'artifacts'> | null, name: ArtifactName): string | null {
  const artifact = snapshot?.artifacts[name];
  return artifact?.status === 'ok' ? artifact.collectedAt : null;
}
