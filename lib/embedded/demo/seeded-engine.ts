import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { every } from '../every';
import { removeDataFolder } from '../native/data-folder';
import { type SupervisedEngine, superviseEngine } from '../supervise';

interface SeededOptions {
  kind: 'timescale' | 'postgres';
  dataDir: string;
  settings?: Record<string, string>;
  /** Another version is made anew. */
  version: string;
  seed: (client: Client, url: string) => Promise<void>;
}

/** After a longer pause the demo is made anew: its planted defects are relative to the present. */
const staleMs = 14 * 86_400_000;
const touchMs = 60_000;

/** A supervised engine with the demo's rows in it: made anew unless the folder holds a complete, recent demo. */
export async function startSeeded({ version, seed, ...options }: SeededOptions): Promise<SupervisedEngine> {
  const marker = join(options.dataDir, 'seeded');
  const isReusable = isCurrent(marker, version);
  if (!isReusable) removeDataFolder(options.dataDir);
  const engine = await superviseEngine(options);
  try {
    if (!isReusable) await fill(engine.url, seed);
    writeFileSync(marker, version);
  } catch (error) {
    await engine.stop();
    throw error;
  }
  const touching = every(touchMs, async () => utimesSync(marker, new Date(), new Date()));
  return {
    ...engine,
    async stop() {
      await touching.stop();
      await engine.stop();
    },
  };
}

function isCurrent(marker: string, version: string): boolean {
  return (
    existsSync(marker) &&
    readFileSync(marker, 'utf8') === version &&
    Date.now() - statSync(marker).mtimeMs < staleMs
  );
}

async function fill(url: string, seed: SeededOptions['seed']): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'demo seed' });
  client.on('error', () => undefined);
  await client.connect();
  await seed(client, url).finally(() => client.end());
}
