import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from './engine';
import { every } from './every';
import { socketUrl } from './socket-url';
import { imageInMemory, imageOnDisk, loadTimescaleModule } from './timescale-image';
import { queryRows, type RunMessages } from './wire/query-rows';
import { serveWire } from './wire/serve-wire';

/** Without a background process nobody else makes checkpoints, and the write-ahead log would grow for ever. */
const checkpointMs = 300_000;

interface TimescaleOptions {
  socketDir: string;
  /** Without it the database lives in memory. */
  dataDir?: string;
  /** The engine has crashed and will answer no more. */
  onCrash?: (error: unknown) => void;
}

/** TimescaleDB as WebAssembly in this process, served on a unix socket in `socketDir`. */
export async function openTimescale({ socketDir, dataDir, onCrash }: TimescaleOptions): Promise<Engine> {
  const { PGlite, timescaledb } = await loadTimescaleModule();
  const options = { extensions: { timescaledb }, username: 'postgres', database: 'postgres' };
  const database = await PGlite.create({
    ...options,
    ...(dataDir ? { dataDir: await dataFolder(dataDir) } : { fs: await imageInMemory() }),
  });

  const run: RunMessages = async (bytes) => {
    try {
      // Not execProtocolRaw: it keeps every message it ever answered.
      const { data } = await database.execProtocol(bytes, { throwOnError: false });
      // The engine reuses the buffer for its next answer.
      return Buffer.from(data);
    } catch (error) {
      onCrash?.(error);
      throw error;
    }
  };
  // Without LOAD an existing database comes up without the licensed half of the extension.
  await queryRows(run, "LOAD 'timescaledb'; CREATE EXTENSION IF NOT EXISTS timescaledb");
  const wire = await serveWire(socketDir, run);
  const checkpoints = every(checkpointMs, () => wire.runBetween('CHECKPOINT'));
  return {
    url: socketUrl(socketDir),
    async stop() {
      await checkpoints.stop();
      await wire.stop();
      await database.close();
    },
  };
}

/** A new folder is filled beside its final name, so that one killed half-way is never taken for a database. */
async function dataFolder(dataDir: string): Promise<string> {
  const final = join(dataDir, 'pgdata');
  if (existsSync(final)) return final;
  const unfinished = `${final}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  await imageOnDisk(unfinished);
  renameSync(unfinished, final);
  return final;
}
