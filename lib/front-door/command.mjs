import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { installPackages, requireNode, root } from './install.mjs';

// `npm run advise|plan|snapshot|role`: installs on a fresh clone, keeps standard output for the command's own answer.

// 1 would mean that something was found.
const COULD_NOT_LOOK = 2;
requireNode(COULD_NOT_LOOK);
installPackages((line) => process.stderr.write(`${line}\n`), COULD_NOT_LOOK);
const [name = '', ...args] = process.argv.slice(2);
const result = spawnSync(
  process.execPath,
  ['--import', 'tsx', path.join(root, 'lib', 'cli', `${name}.ts`), ...args],
  {
    stdio: 'inherit',
    cwd: process.env.INIT_CWD ?? process.cwd(),
  },
);
process.exit(result.status ?? 2);
