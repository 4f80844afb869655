import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

let secret: string | undefined;

/** The key that seals session cookies: made once, kept in the data folder for its owner only, so that sign-ins survive a restart. */
export function sessionSecret(dataDir: string): string {
  secret ??= readOrMake(path.join(dataDir, 'session-secret'));
  return secret;
}

function readOrMake(file: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    // `wx` makes it exclusively: of two processes that start together one makes it, the other reads it.
    writeFileSync(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    chmodSync(file, 0o600);
  }
  return readFileSync(file, 'utf8').trim();
}
