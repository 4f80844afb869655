import { spawnSync } from 'node:child_process';
import { findBrowser } from './browser.mjs';
import { buildDashboard } from './build.mjs';
import { installPackages, requireNode, root } from './install.mjs';

// `npm run bench`

const say = (line) => process.stdout.write(`${line}\n`);
requireNode();
installPackages(say);
buildDashboard(say);
const browser = findBrowser(say);
if (!browser) process.exit(1);
const result = spawnSync(process.execPath, ['--import', 'tsx', 'bench/bench.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, CHUNKWISE_BROWSER: browser },
});
process.exit(result.status ?? 1);
