import { type Artifact, collect, type Tier } from '@/lib/collect/collector';
import {
  type ArtifactName,
  type Artifacts,
  collectors,
  collectTiers,
  type Snapshot,
} from '@/lib/collect/snapshot';
import { type Database, openDatabase } from '@/lib/db/database';
import { probeServer, type ServerFacts } from '@/lib/db/server';

/** What a monitor would collect from this engine now. */
export function takeSnapshot(
  url: string,
  tiers: readonly Tier[] = ['standard', 'catalog'],
): Promise<Snapshot> {
  return taken(url, (database, server) => collectTiers(database, server, tiers));
}

/** Only these artifacts of it, which takes a tenth of the time. */
export function takeArtifacts(url: string, names: Iterable<ArtifactName>): Promise<Snapshot> {
  return taken(url, async (database, server) => {
    const artifacts: Partial<Record<ArtifactName, Artifact<unknown>>> = {};
    for (const name of names) artifacts[name] = await collect<unknown>(database, server, collectors[name]);
    // Each value was made by the collector of that name.
    return artifacts as Artifacts;
  });
}

async function taken(
  url: string,
  collectFrom: (database: Database, server: ServerFacts) => Promise<Artifacts>,
): Promise<Snapshot> {
  const database = openDatabase({ url });
  try {
    const server = await probeServer(database);
    const artifacts = await collectFrom(database, server);
    return { databaseId: 'test', takenAt: new Date().toISOString(), server, artifacts };
  } finally {
    await database.close();
  }
}
