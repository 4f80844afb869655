import { spawn } from 'node:child_process';
import path from 'node:path';
import { installPackages, requireNode, root } from './install.mjs';

// `npm start` (and `npm run dev`, with --dev): installs the packages on a fresh clone, then hands over to the launcher.

const say = (line) => process.stdout.write(`${line}\n`);
requireNode();
installPackages(say);
const launcher = spawn(
  process.execPath,
  ['--import', 'tsx', path.join(root, 'lib', 'front-door', 'launch.ts'), ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    // The folder that npm was called in: relative paths of the configuration mean that one.
    env: { ...process.env, CHUNKWISE_FOLDER: process.env.INIT_CWD ?? process.cwd() },
  },
);
// The launcher stops its engines first; this process only waits for it, so that the terminal returns last.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => launcher.kill(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM'));
launcher.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
