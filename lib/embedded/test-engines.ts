import { execFile, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Engine } from './engine';
import { serverUser } from './native/server-user';
import { initdb, openNative } from './native-engine';
import { publicTmp } from './public-tmp';
import { socketPort } from './socket-url';
import { openTimescale } from './timescale-engine';

/** A TimescaleDB of its own for a test file, in memory, in this process. */
export async function startTimescale(): Promise<Engine> {
  const socketDir = mkdtempSync(join(publicTmp(), 'chunkwise-'));
  const engine = await openTimescale({ socketDir });
  return removing(engine, socketDir);
}

interface TestPostgres extends Engine {
  standbyUrl?: string;
}

interface PostgresOptions {
  settings?: Record<string, string>;
  standby?: boolean;
}

/** A native PostgreSQL of its own for a test file, with a streaming standby if asked for. */
export async function startPostgres(
  major: number,
  { settings = {}, standby }: PostgresOptions = {},
): Promise<TestPostgres> {
  const place = mkdtempSync(join(clusterTmp(), 'chunkwise-'));
  chmodSync(place, 0o711);
  const common = { major, settings: { fsync: 'off', ...settings }, initialise: copyOfNew(major) };
  const primaryOptions = { ...common, dataDir: join(place, 'primary'), socketDir: join(place, 'p') };
  const primary = await openNative(primaryOptions);
  if (!standby) return removing(primary, place);

  await primary.stop();
  const follower = await openNative({
    ...common,
    dataDir: join(place, 'standby'),
    socketDir: join(place, 's'),
    initialise: (folder) => copyAsStandby(primaryOptions, folder),
  });
  const restarted = await openNative(primaryOptions);
  const stop = async () => {
    await follower.stop();
    await restarted.stop();
  };
  return { ...removing({ url: restarted.url, stop }, place), standbyUrl: follower.url };
}

/**
 * A new, empty database on a native server that all test files of a worker share: one per major, started on first
 * use, with pg_stat_statements preloaded. For what only concerns one database; what a test does to the whole server
 * (settings, roles, slots) it does to the others as well, and needs `startPostgres`. `stop` drops the database.
 */
export async function freshDatabase(major: number): Promise<Engine> {
  const server = await sharedServer(major);
  const name = `test_${++databaseCount}`;
  await execute(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, stop: () => execute(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

const sharedServers = new Map<number, Promise<string>>();
let databaseCount = 0;

function sharedServer(major: number): Promise<string> {
  const running = sharedServers.get(major) ?? startShared(major);
  sharedServers.set(major, running);
  return running;
}

/** The server ends with this process (see `openNative`). */
async function startShared(major: number): Promise<string> {
  const place = mkdtempSync(join(clusterTmp(), 'chunkwise-'));
  chmodSync(place, 0o711);
  const dataDir = join(place, 'primary');
  // Autovacuum is on, but does not come while a test looks at what it planted.
  const settings = { fsync: 'off', shared_preload_libraries: 'pg_stat_statements', autovacuum_naptime: '1h' };
  const socketDir = join(place, 'p');
  const { url } = await openNative({ major, dataDir, socketDir, settings, initialise: copyOfNew(major) });
  removeAfterThisProcess(place, join(dataDir, 'pgdata', 'postmaster.pid'));
  return url;
}

const inMemory = '/dev/shm';
/** Some twenty clusters live at a time, of 40 MB each. */
const clustersBytes = 4 * 2 ** 30;

/**
 * Where clusters are kept: in memory if the machine has plenty. A cluster is a thousand files, and where thousands were
 * deleted a moment ago ext4 takes a second of the kernel's time to find places for so many.
 */
export function clusterTmp(): string {
  const { bavail = 0, bsize = 0 } = existsSync(inMemory) ? statfsSync(inMemory) : {};
  // Of a container what it may use, not what its machine has free; told from Node 20.13 on.
  const freeBytes = process.availableMemory?.() ?? 0;
  return Math.min(bavail * bsize, freeBytes) > clustersBytes ? inMemory : publicTmp();
}

/** The test runner kills its workers, so another process removes the folder, once the server in it has gone. */
function removeAfterThisProcess(folder: string, lock = ''): void {
  const remove = 'read _; for i in $(seq 100); do [ -e "$1" ] || break; sleep 0.1; done; rm -rf "$0"';
  const remover = spawn('sh', ['-c', remove, folder, lock], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  remover.unref();
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

const newClusters = new Map<number, Promise<string>>();

/** initdb takes a second of both cores; it runs once a worker and major, and every other cluster is a copy. */
function copyOfNew(major: number): (folder: string) => Promise<void> {
  return async (folder) => {
    const cluster = newClusters.get(major) ?? newCluster(major);
    newClusters.set(major, cluster);
    await copyTo(folder, await cluster);
  };
}

async function newCluster(major: number): Promise<string> {
  const folder = mkdtempSync(join(clusterTmp(), 'chunkwise-new-'));
  const user = serverUser();
  if (user) chownSync(folder, user.uid, user.gid);
  await initdb(major, folder);
  removeAfterThisProcess(folder);
  return folder;
}

async function copyTo(folder: string, from: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', `${from}/.`, folder], { ...serverUser(), cwd: folder });
}

/** The packages have no pg_basebackup; a copy of a stopped primary serves as well. */
async function copyAsStandby(primary: { dataDir: string; socketDir: string }, folder: string): Promise<void> {
  await copyTo(folder, `${primary.dataDir}/pgdata`);
  appendFileSync(
    join(folder, 'postgresql.auto.conf'),
    `primary_conninfo = 'host=${primary.socketDir} port=${socketPort} user=postgres'\n`,
  );
  writeFileSync(join(folder, 'standby.signal'), '');
}

function removing(engine: Engine, folder: string): Engine {
  return {
    url: engine.url,
    async stop() {
      await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
