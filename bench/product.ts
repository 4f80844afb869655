import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { residentMegabytes } from './resident-memory';

const root = fileURLToPath(new URL('..', import.meta.url));
const START_TIMEOUT_MS = 300_000;

export interface Product {
  readonly address: string;
  /** Resident megabytes of each process that belongs to it, by what it is. */
  residentMegabytes(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** Starts the product as `npm start` would, on a folder of its own, and waits until every database has a snapshot. */
export async function startProduct(
  port: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Product> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'chunkwise-bench-'));
  const launcher = spawn(process.execPath, ['--import', 'tsx', 'lib/front-door/launch.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', CHUNKWISE_DATA_DIR: dataDir, ...env },
  });
  const address = `http://127.0.0.1:${port}`;
  await untilSnapshots(address, launcher);
  return {
    address,
    residentMegabytes: () => residentMegabytes(launcher.pid ?? 0),
    async stop() {
      const ended = new Promise((resolve) => launcher.once('exit', resolve));
      launcher.kill('SIGTERM');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function untilSnapshots(address: string, launcher: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (launcher.exitCode !== null) throw new Error('the product did not start; see above');
    const response = await fetch(`${address}/api/databases`).catch(() => null);
    const databases: { lastSnapshotAt: string | null }[] = response?.ok ? await response.json() : [];
    if (databases.length > 0 && databases.every(({ lastSnapshotAt }) => lastSnapshotAt !== null)) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the product had no snapshot of every database in time');
}
