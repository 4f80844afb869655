import type { Tier } from '@/lib/collect/collector';
import { collectTiers, type Snapshot } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';

/** What a monitor would collect from this engine now. */
export async function takeSnapshot(
  url: string,
  tiers: readonly Tier[] = ['standard', 'catalog'],
): Promise<Snapshot> {
  const database = openDatabase({ url });
  try {
    const server = await probeServer(database);
    const artifacts = await collectTiers(database, server, tiers);
    return { databaseId: 'test', takenAt: new Date().toISOString(), server, artifacts };
  } finally {
    await database.close();
  }
}
