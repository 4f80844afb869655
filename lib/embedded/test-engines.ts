import { execFile } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from './engine';
import { serverUser } from './native/server-user';
import { openNative } from './native-engine';
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
  const place = mkdtempSync(join(publicTmp(), 'chunkwise-'));
  chmodSync(place, 0o711);
  const common = { major, settings: { fsync: 'off', ...settings } };
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

/** The packages have no pg_basebackup; a copy of a stopped primary serves as well. */
async function copyAsStandby(primary: { dataDir: string; socketDir: string }, folder: string): Promise<void> {
  const user = serverUser() ?? {};
  await promisify(execFile)('cp', ['-a', `${primary.dataDir}/pgdata/.`, folder], {
    ...user,
    cwd: folder,
  });
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
