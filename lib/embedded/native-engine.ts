import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '@/lib/errors';
import type { Engine } from './engine';
import { binaries } from './native/binaries';
import { dataFolder } from './native/data-folder';
import { type ServerUser, serverUser } from './native/server-user';
import { socketPort, socketUrl } from './socket-url';

const run = promisify(execFile);

export interface NativeOptions {
  major: number;
  dataDir: string;
  socketDir: string;
  settings?: Record<string, string>;
  /** Fills a new data folder; without it initdb does. */
  initialise?: (folder: string) => Promise<void>;
  /** The server has ended without being asked to. */
  onCrash?: (error: unknown) => void;
}

/** A native PostgreSQL server, a child of this process, that listens only on a unix socket in `socketDir`. */
export async function openNative(options: NativeOptions): Promise<Engine> {
  const { major, dataDir, socketDir, settings = {}, onCrash } = options;
  const user = serverUser();
  const folder = binaries(major, user);
  const initialise = options.initialise ?? ((place: string) => initdb(major, place));
  const pgdata = await dataFolder(dataDir, major, user, initialise);
  await stopOrphan(folder, pgdata, user);
  prepareSocketFolder(socketDir, user);

  const flags = { ...settings, listen_addresses: '', unix_socket_directories: socketDir, lc_messages: 'C' };
  const server = spawn(
    join(folder, 'bin/postgres'),
    [
      '-D',
      pgdata,
      '-p',
      String(socketPort),
      ...Object.entries(flags).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
    ],
    { ...user, stdio: ['ignore', 'ignore', 'pipe'], cwd: pgdata },
  );
  const watchdog = stopWithThisProcess(server);
  let isStopping = false;
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await ready(server);
  void ended.then(() => {
    watchdog.kill();
    if (!isStopping) onCrash?.(new AppError('engine-unavailable', `PostgreSQL ${major} ended by itself`));
  });
  return {
    url: socketUrl(socketDir),
    async stop() {
      isStopping = true;
      // Fast shutdown: sessions are ended, everything acknowledged is on disk.
      server.kill('SIGINT');
      await ended;
    },
  };
}

/** Fills an empty folder, which the server's user owns, with a cluster of its own. */
export async function initdb(major: number, pgdata: string): Promise<void> {
  const user = serverUser();
  const folder = binaries(major, user);
  const trust = ['--auth-local=trust', '--auth-host=reject', '--username=postgres'];
  const plain = ['--encoding=UTF8', '--locale=C', '--no-sync'];
  await run(join(folder, 'bin/initdb'), ['-D', pgdata, ...trust, ...plain], { ...user, cwd: pgdata });
}

/** A server whose owner was killed still holds its folder. */
async function stopOrphan(folder: string, pgdata: string, user: ServerUser | undefined): Promise<void> {
  if (!existsSync(join(pgdata, 'postmaster.pid'))) return;
  const stop = ['stop', '-D', pgdata, '-m', 'fast', '-w', '-t', '20'];
  // It fails when no such process runs any more; PostgreSQL itself then cleans up.
  await run(join(folder, 'bin/pg_ctl'), stop, { ...user, cwd: pgdata }).catch(() => undefined);
}

function prepareSocketFolder(socketDir: string, user: ServerUser | undefined): void {
  mkdirSync(socketDir, { recursive: true, mode: 0o700 });
  chmodSync(socketDir, 0o700);
  if (user) chownSync(socketDir, user.uid, user.gid);
}

/** However this process ends, even by SIGKILL, the pipe closes and the shell stops the server. */
function stopWithThisProcess(server: ChildProcess): ChildProcess {
  const watchdog = spawn('sh', ['-c', `read _; kill -INT ${server.pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.unref();
  return watchdog;
}

async function ready(server: ChildProcess): Promise<void> {
  const log: string[] = [];
  await new Promise<void>((resolve, reject) => {
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log.push(text);
      if (log.length > 20) log.shift();
      if (/ready to accept (read.only )?connections/.test(text)) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) =>
      reject(new AppError('engine-unavailable', `PostgreSQL ended with code ${code}`, log.join('').trim())),
    );
  });
}
