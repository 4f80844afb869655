import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/lib/errors';
import { publicTmp } from '../public-tmp';
import { isReachable, type ServerUser } from './server-user';

/** The server's own data folder inside ours, made by `initialise` if it is not there yet. */
export async function dataFolder(
  dataDir: string,
  major: number,
  user: ServerUser | undefined,
  initialise: (folder: string) => Promise<void>,
): Promise<string> {
  mkdirSync(dataDir, { recursive: true });
  const place = user && !isReachable(join(realpathSync(dataDir), 'x')) ? elsewhere(dataDir, user) : dataDir;
  const folder = join(place, 'pgdata');
  if (!existsSync(folder)) await create(folder, user, initialise);
  const found = Number(readFileSync(join(folder, 'PG_VERSION'), 'utf8'));
  if (found === major) return folder;
  throw new AppError(
    'engine-unavailable',
    `The data folder ${folder} was made by PostgreSQL ${found}, not ${major}`,
    'Move it away and start again',
  );
}

/** A folder killed half-way must not be taken for a cluster, so it gets its name when it is complete. */
async function create(
  folder: string,
  user: ServerUser | undefined,
  initialise: (folder: string) => Promise<void>,
): Promise<void> {
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (user) chownSync(unfinished, user.uid, user.gid);
  await initialise(unfinished);
  renameSync(unfinished, folder);
}

/** Below a folder closed to the server's user only a link can stand: the data is kept where that user can go. */
function elsewhere(dataDir: string, user: ServerUser): string {
  const link = join(dataDir, 'moved');
  if (existsSync(link)) return realpathSync(link);
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
  const place = mkdtempSync(join(publicTmp(), 'chunkwise-data-'));
  chownSync(place, user.uid, user.gid);
  symlinkSync(place, link);
  return place;
}

/** Empties a data folder, wherever its data is kept. */
export function removeDataFolder(dataDir: string): void {
  const link = join(dataDir, 'moved');
  if (existsSync(link)) rmSync(realpathSync(link), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}
