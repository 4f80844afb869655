import { collectTiers, type Snapshot } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';

/** One snapshot of every tier, over one short-lived connection. Throws `AppError` when the database cannot be reached. */
export async function takeSnapshot(url: string): Promise<Snapshot> {
  const database = openDatabase({ url });
  try {
    const server = await probeServer(database);
    const artifacts = await collectTiers(database, server, ['live', 'standard', 'catalog', 'exact']);
    return { databaseId: server.databaseName, takenAt: new Date().toISOString(), server, artifacts };
  } finally {
    await database.close();
  }
}
