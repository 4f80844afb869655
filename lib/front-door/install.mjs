import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// Plain JavaScript that needs nothing but Node: it runs before anything is installed.

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** One line on standard error and the end: what is wrong and what to do. */
export function fail(message, exitCode = 1) {
  process.stderr.write(`${message}\n`);
  process.exit(exitCode);
}

export function requireNode(exitCode = 1) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 9)) {
    fail(
      `Chunkwise needs Node 20.9 or newer; this is ${process.versions.node}. Install a current Node and run it again.`,
      exitCode,
    );
  }
}

/** Installs the packages of the lock file unless exactly these are installed already. */
export function installPackages(say, exitCode = 1) {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(root, 'node_modules', '.chunkwise-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('Installing packages (about a minute the first time) …');
  // Under `npm test` the environment may say production; the tests need the development packages too.
  const result = npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  if (result.status !== 0) {
    fail(
      `Installing the packages failed:\n${tail(result)}\nCheck that the npm registry can be reached, and that this folder can be written.`,
      exitCode,
    );
  }
  writeFileSync(stamp, lock);
}

/** Runs npm quietly; its output is there for when it fails. */
export function npm(args) {
  const windows = process.platform === 'win32';
  return spawnSync(windows ? 'npm.cmd' : 'npm', args, { cwd: root, encoding: 'utf8', shell: windows });
}

export function tail({ stdout, stderr, error }) {
  return [error?.message, stdout, stderr].filter(Boolean).join('\n').trim().split('\n').slice(-15).join('\n');
}
