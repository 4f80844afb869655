import { buildDashboard } from './build.mjs';
import { installPackages, requireNode } from './install.mjs';

// `npm run build`; the launcher calls it too.

const say = (line) => process.stdout.write(`${line}\n`);
requireNode();
installPackages(say);
buildDashboard(say);
