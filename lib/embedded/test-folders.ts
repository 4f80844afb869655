import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { publicTmp } from './public-tmp';

const inMemory = '/dev/shm';
/** Some twenty clusters live at a time, of 40 MB each. */
const clustersBytes = 4 * 2 ** 30;

/**
 * Where clusters are kept: in memory if the machine has plenty. A cluster is a thousand files, and where thousands were
 * deleted a moment ago ext4 takes a second of the kernel's time to find places for so many.
 */
function clusterTmp(): string {
  const { bavail = 0, bsize = 0 } = existsSync(inMemory) ? statfsSync(inMemory) : {};
  // Of a container what it may use, not what its machine has free; told from Node 20.13 on.
  const freeBytes = process.availableMemory?.() ?? 0;
  return Math.min(bavail * bsize, freeBytes) > clustersBytes ? inMemory : publicTmp();
}

/** A folder for clusters that the user of their servers can come to. */
export function newClusterFolder(): string {
  const folder = mkdtempSync(join(clusterTmp(), 'chunkwise-'));
  chmodSync(folder, 0o711);
  return folder;
}

/** The test runner kills its workers, so another process removes the folder, once the server in it has gone. */
export function removeAfterThisProcess(folder: string, lock = ''): void {
  const remove = 'read _; for i in $(seq 100); do [ -e "$1" ] || break; sleep 0.1; done; rm -rf "$0"';
  const remover = spawn('sh', ['-c', remove, folder, lock], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  remover.unref();
}

/**
 * What all workers of a run share; they are processes of their own, and have it from the runner. The name does not begin
 * as ours do: the product, which some tests start, refuses one that it does not know.
 */
const RUN = 'TEST_RUN_FOLDER';

/** A folder that is filled once in a run, by whoever asks first while the others wait. Nobody may change what is in it. */
export async function onceInRun(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(runFolder(), name);
  while (!existsSync(folder)) {
    if (!claimed(`${folder}.claim`)) {
      await sleep(50);
      continue;
    }
    const unfinished = `${folder}.new`;
    try {
      mkdirSync(unfinished);
      await fill(unfinished);
      renameSync(unfinished, folder);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      rmSync(`${folder}.claim`, { recursive: true });
      throw error;
    }
  }
  return folder;
}

/** True for one of those that ask. */
function claimed(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Begun by the runner before its workers; without one, as in the browser tests, each process is a run. */
export function runFolder(): string {
  const shared = process.env[RUN];
  if (shared) return shared;
  const own = newClusterFolder();
  process.env[RUN] = own;
  removeAfterThisProcess(own);
  return own;
}
