import { accessSync, constants, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isReachable } from './native/server-user';

/** A socket path must be shorter than 104 bytes everywhere; this leaves room for our folder and the file name. */
const longestBase = 60;

/** The folder for temporary things: TMPDIR, unless it is too long for sockets or closed to other users. */
export function publicTmp(): string {
  for (const folder of [tmpdir(), '/tmp']) {
    try {
      const real = realpathSync(/*turbopackIgnore: true*/ folder);
      accessSync(real, constants.W_OK);
      if (real.length <= longestBase && isReachable(join(real, 'x'))) return real;
    } catch {
      // Not there, or not ours to write.
    }
  }
  return tmpdir();
}
