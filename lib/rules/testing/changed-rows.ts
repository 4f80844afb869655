import type { Artifact } from '@/lib/collect/collector';
import type { ArtifactName, Row, Snapshot } from '@/lib/collect/snapshot';

/** A snapshot with what tests cannot wait for: the rows of one artifact, each changed. */
export function changedRows<Name extends ArtifactName>(
  real: Snapshot,
  name: Name,
  change: (row: Row<Name>) => Row<Name>,
): Snapshot {
  const artifact = real.artifacts[name] as Artifact<Row<Name>> | undefined;
  if (artifact?.status !== 'ok') throw new Error(`${name} was not read: ${artifact?.reason}`);
  return {
    ...real,
    artifacts: { ...real.artifacts, [name]: { ...artifact, rows: artifact.rows.map(change) } },
  };
}
