import { execFileSync } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '@/lib/errors';

export interface ServerUser {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as one of these, whichever the machine has. */
const candidates = ['postgres', 'nobody'];

let other: ServerUser | undefined;

/** The user that the server must be started as; undefined when it is ours. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  // A large process pays tens of milliseconds for each one that it starts: it asks once.
  other ??= findUser();
  return other;
}

function findUser(): ServerUser {
  for (const name of candidates) {
    try {
      return { uid: idOf('-u', name), gid: idOf('-g', name) };
    } catch {
      // This user does not exist here.
    }
  }
  throw new AppError(
    'engine-unavailable',
    'PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody"',
    'Add one, or start as another user',
  );
}

function idOf(flag: string, name: string): number {
  return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

/** Whether somebody other than the owners can come to this path: every folder above it lets them through. */
export function isReachable(path: string): boolean {
  const parent = dirname(path);
  return parent === path || ((lstatSync(parent).mode & 0o001) !== 0 && isReachable(parent));
}
