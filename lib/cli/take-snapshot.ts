import type { Tier } from '@/lib/collect/collector';
import { collectTiers, type Snapshot } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';

const EVERY_TIER: readonly Tier[] = ['live', 'standard', 'catalog', 'exact'];

/** One snapshot of every tier, or of those that are asked for, over one short-lived connection. Throws `AppError` when the database cannot be reached. */
export async function takeSnapshot(url: string, tiers = EVERY_TIER): Promise<Snapshot> {
  const database = openDatabase({ url });
  try {
    const server = await probeServer(database);
    const artifacts = await collectTiers(database, server, tiers);
    return { databaseId: server.databaseName, takenAt: new Date().toISOString(), server, artifacts };
  } finally {
    await database.close();
  }
}
