import { cpSync, rmSync } from 'node:fs';
import { Client } from 'pg';
import { seedTimescale } from '@/lib/embedded/demo/timescale/seed';
import type { Engine } from '@/lib/embedded/engine';
import { startTimescale } from '@/lib/embedded/test-engines';
import { newClusterFolder, onceInRun } from '@/lib/embedded/test-folders';

/** The demo of TimescaleDB as it is when it was just made, in an engine of its own; making it takes twenty seconds. */
export async function startSeededDemo(): Promise<Engine> {
  const made = await onceInRun('demo-timescale', async (folder) => {
    const engine = await startTimescale({ dataDir: folder });
    const client = new Client({ connectionString: engine.url });
    await client.connect();
    await seedTimescale(client, engine.url, new Date(), () => undefined).finally(() => client.end());
    await engine.stop();
  });
  const dataDir = newClusterFolder();
  cpSync(made, dataDir, { recursive: true });
  const engine = await startTimescale({ dataDir });
  return {
    url: engine.url,
    async stop() {
      await engine.stop();
      rmSync(dataDir, { recursive: true });
    },
  };
}
