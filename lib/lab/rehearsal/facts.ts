import type { ArtifactName, Row, Snapshot } from '@/lib/collect/snapshot';

/** Without these nothing can be rebuilt. */
const NEEDED = [
  'hypertables',
  'dimensions',
  'hypertableColumns',
  'hypertableIndexes',
  'chunks',
  'continuousAggregates',
  'jobs',
] as const satisfies readonly ArtifactName[];
/** These make the rebuilt schema more alike, and are empty when they could not be read. */
const WANTED = [
  'compressionSettings',
  'chunkCompression',
  'aggregateDefinitions',
] as const satisfies readonly ArtifactName[];

/** All that a rehearsal reads of a snapshot. */
export const REHEARSAL_ARTIFACTS: readonly ArtifactName[] = [...NEEDED, ...WANTED];

/** What the collectors know of the monitored database, as far as a rehearsal rebuilds it. */
export type RehearsalFacts = {
  readonly [Name in (typeof NEEDED)[number] | (typeof WANTED)[number]]: readonly Row<Name>[];
};

/** The facts of a snapshot, or the first one that is missing. */
export function rehearsalFacts({
  artifacts,
}: Pick<Snapshot, 'artifacts'>): RehearsalFacts | { readonly missing: string } {
  const facts: Partial<Record<ArtifactName, readonly unknown[]>> = {};
  for (const name of NEEDED) {
    const artifact = artifacts[name];
    if (artifact?.status !== 'ok') return { missing: `${name}: ${artifact?.reason ?? 'not collected yet'}` };
    facts[name] = artifact.rows;
  }
  for (const name of WANTED) {
    const artifact = artifacts[name];
    facts[name] = artifact?.status === 'ok' ? artifact.rows : [];
  }
  // Each value was taken from the artifact of that name.
  return facts as unknown as RehearsalFacts;
}
