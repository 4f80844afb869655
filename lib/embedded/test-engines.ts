import { execFile } from 'node:child_process';
import { appendFileSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Engine } from './engine';
import { serverUser } from './native/server-user';
import { initdb, openNative } from './native-engine';
import { publicTmp } from './public-tmp';
import { socketPort } from './socket-url';
import { newClusterFolder, onceInRun, removeAfterThisProcess } from './test-folders';
import { openTimescale } from './timescale-engine';

/** A TimescaleDB of its own for a test file, in this process; in memory unless a folder is given. */
export async function startTimescale({ dataDir }: { dataDir?: string } = {}): Promise<Engine> {
  const socketDir = mkdtempSync(join(publicTmp(), 'chunkwise-'));
  const engine = await openTimescale({ socketDir, ...(dataDir && { dataDir }) });
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
  const place = newClusterFolder();
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
  const place = newClusterFolder();
  const dataDir = join(place, 'primary');
  // Autovacuum is on, but does not come while a test looks at what it planted.
  const settings = { fsync: 'off', shared_preload_libraries: 'pg_stat_statements', autovacuum_naptime: '1h' };
  const socketDir = join(place, 'p');
  const { url } = await openNative({ major, dataDir, socketDir, settings, initialise: copyOfNew(major) });
  removeAfterThisProcess(place, join(dataDir, 'pgdata', 'postmaster.pid'));
  return url;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** initdb takes a second of both cores; it runs once a run and major, and every other cluster is a copy. */
function copyOfNew(major: number): (folder: string) => Promise<void> {
  return async (folder) => {
    const cluster = await onceInRun(`postgres-${major}`, async (empty) => {
      const user = serverUser();
      if (user) chownSync(empty, user.uid, user.gid);
      await initdb(major, empty);
    });
    await copyTo(folder, cluster);
  };
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
