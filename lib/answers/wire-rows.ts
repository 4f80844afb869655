import type { ArtifactName, Row, Snapshot } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';

/** The rows of an artifact as an answer holds them, in a list of its own; null when it was not read. */
export function wireRows<Name extends ArtifactName>(
  snapshot: Snapshot | null,
  name: Name,
): Row<Name>[] | null {
  const rows = artifactRows(snapshot, name);
  return rows && [...rows];
}
