import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fail, root, tail } from './install.mjs';

const SOURCES = [
  'app',
  'components',
  'lib',
  'public',
  'package-lock.json',
  'package.json',
  'next.config.mjs',
  'tsconfig.json',
  'instrumentation.ts',
  'proxy.ts',
];
const STAMP = path.join(root, '.next', 'chunkwise-build');

/** Builds the dashboard unless the build there was made from exactly these sources. */
export function buildDashboard(say) {
  const sources = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return;
  say('Building the dashboard (under a minute on most machines) …');
  const next = path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
  const result = spawnSync(process.execPath, [next, 'build'], { cwd: root, encoding: 'utf8', env });
  if (result.status !== 0) fail(`Building the dashboard failed:\n${tail(result)}`);
  // The standalone server serves these itself but does not take them along.
  cpSync(path.join(root, '.next', 'static'), path.join(root, '.next', 'standalone', '.next', 'static'), {
    recursive: true,
  });
  if (existsSync(path.join(root, 'public'))) {
    cpSync(path.join(root, 'public'), path.join(root, '.next', 'standalone', 'public'), { recursive: true });
  }
  writeFileSync(STAMP, sources);
  say('The dashboard is built.');
}

/** A hash over the names and contents of everything that a build reads; tests do not count. */
function fingerprint() {
  const hash = createHash('sha256').update(process.versions.node);
  for (const file of SOURCES.flatMap(files)) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(root, file)));
  }
  return hash.digest('hex');
}

function files(name) {
  const full = path.join(root, name);
  if (!existsSync(full)) return [];
  const listing =
    path.extname(name) === '' ? readdirSync(full, { recursive: true, withFileTypes: true }) : null;
  if (!listing) return [name];
  return listing
    .filter((entry) => entry.isFile() && !/\.(test|spec)\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}
