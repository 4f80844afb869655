import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureChunkMap } from './chunk-map';
import { measureCollectCost } from './collect-cost';
import { isKept, type Measure } from './measure';
import { measurePeerCost } from './peer-cost';
import { measureTierBudgets } from './tier-cost';
import { measureWeb } from './web';

/** `npm run bench`: measures everything that has a budget, prints one table and keeps it as JSON. */
const browser = process.env.CHUNKWISE_BROWSER;
const suites = {
  collecting: async () => [
    ...(await measureCollectCost()),
    ...(await measurePeerCost()),
    ...(await measureTierBudgets()),
  ],
  'chunk map': () => measureChunkMap(browser),
  web: () => measureWeb(browser),
};

const only = process.argv.slice(2);
const results: Record<string, Measure[]> = {};
for (const [name, measure] of Object.entries(suites)) {
  if (only.length > 0 && !only.includes(name)) continue;
  process.stdout.write(`\n${name}\n`);
  const measured = await measure();
  results[name] = measured;
  for (const line of measured) process.stdout.write(`${row(line)}\n`);
}

const folder = fileURLToPath(new URL('results', import.meta.url));
mkdirSync(folder, { recursive: true });
const measuredAt = new Date().toISOString();
writeFileSync(
  path.join(folder, `${measuredAt.slice(0, 10)}.json`),
  `${JSON.stringify({ measuredAt, node: process.version, results }, null, 2)}\n`,
);

const broken = Object.values(results)
  .flat()
  .filter((measure) => isKept(measure) === false);
process.stdout.write(
  `\n${broken.length === 0 ? 'Every budget is kept.' : `${broken.length} budgets are not kept.`}\n`,
);
process.exit(broken.length === 0 ? 0 : 1);

function row(measure: Measure): string {
  const { name, value, unit, note, budget } = measure;
  const limit = budget ? ('atMost' in budget ? `≤ ${budget.atMost}` : `≥ ${budget.atLeast}`) : '';
  const verdict = { true: 'kept', false: 'NOT KEPT', null: '' }[
    String(isKept(measure)) as 'true' | 'false' | 'null'
  ];
  return `  ${name.padEnd(70)} ${value.toFixed(value < 10 ? 2 : 0).padStart(9)} ${unit.padEnd(3)} ${limit.padEnd(8)} ${verdict.padEnd(8)} ${note ?? ''}`;
}
