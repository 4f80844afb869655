import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startDemo } from '@/lib/embedded/demo/start-demo';
import { startChunkedDatabase } from './chunked-database';

/** The two demo databases and one with 2,000 chunks, and a configuration file that names the three. */
export async function startThreeDatabases(): Promise<{ configFile: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'chunkwise-three-'));
  const demo = await startDemo({ dataDir: path.join(folder, 'demo'), onProgress: () => undefined });
  const chunked = await startChunkedDatabase();
  const configFile = path.join(folder, 'chunkwise.config.json');
  const databases = [
    ...demo.databases.map(({ id, name, url, byteThresholdRatio }) => ({
      id,
      name,
      url,
      profile: { byteThresholdRatio },
    })),
    { id: 'chunked', url: chunked.url },
  ];
  writeFileSync(configFile, JSON.stringify({ databases }));
  return {
    configFile,
    async stop() {
      await Promise.all([demo.stop(), chunked.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
