import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const START_TIMEOUT_MS = 300_000;

export interface Product {
  readonly address: string;
  /** Resident megabytes of each process that belongs to it, by what it is. */
  residentMegabytes(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** Starts the product as `npm start` would, on a folder of its own, and waits until every database has a snapshot. */
export async function startProduct(port: number, env: NodeJS.ProcessEnv = {}): Promise<Product> {
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

/** Reads Linux' process table; elsewhere the answer is empty. */
function residentMegabytes(launcher: number): Record<string, number> {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const field = (name: string) =>
          Number(status.match(new RegExp(`^${name}:\\s+(\\d+)`, 'm'))?.[1] ?? 0);
        return [{ pid: Number(pid), parent: field('PPid'), megabytes: field('VmRSS') / 1024, command }];
      } catch {
        return [];
      }
    });
  const mine = new Set([launcher]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { pid, parent } of processes) {
      if (mine.has(parent) && !mine.has(pid)) grew = Boolean(mine.add(pid));
    }
  }
  const sums: Record<string, number> = {};
  for (const { pid, megabytes, command } of processes) {
    if (!mine.has(pid)) continue;
    const what = /server\.js|next-server/.test(command)
      ? 'web'
      : pid === launcher
        ? 'launcher'
        : /timescale/.test(command)
          ? 'embedded TimescaleDB'
          : 'other engines';
    sums[what] = Math.max(sums[what] ?? 0, megabytes);
  }
  return sums;
}
