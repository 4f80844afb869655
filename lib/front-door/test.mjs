import { spawn } from 'node:child_process';
import path from 'node:path';
import { findBrowser } from './browser.mjs';
import { installPackages, requireNode, root } from './install.mjs';

// `npm test`: installs everything, the browser included, and runs every check; ends with one line of counts.

const say = (line) => process.stdout.write(`${line}\n`);
const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const totals = { passed: 0, failed: 0, skipped: 0 };

requireNode();
installPackages(say);

await step('Format and lint', bin('biome'), ['ci', '--colors=off']);
await step('Types', bin('tsc'), ['--noEmit']);
// Mostly one core's work, and only the browser tests need it. It writes types, so not beside their check.
const building = run(process.execPath, [path.join(root, 'lib/front-door/build-command.mjs')]);
await step(
  'Unit tests',
  bin('vitest'),
  ['run', '-c', 'lib/vitest.config.ts', '--project', 'unit'],
  countVitest,
);
await step(
  'Database tests',
  bin('vitest'),
  ['run', '-c', 'lib/vitest.config.ts', '--project', 'db'],
  countVitest,
);
const browser = findBrowser(say);
const built = await building;
if (browser && built.code === 0) {
  await step(
    'Browser tests',
    bin('playwright'),
    ['test', '-c', 'e2e/playwright.config.ts'],
    countPlaywright,
    { CHUNKWISE_BROWSER: browser },
  );
} else {
  totals.failed += 1;
}

say(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);

/** Runs one tool, shows what it prints, and adds to the totals: its own counts, or itself as one check. */
async function step(title, command, args, count, env = {}) {
  say(`\n${title}`);
  const { code, output } = await run(command, args, env);
  const counted = count?.(output);
  if (counted) for (const key of Object.keys(totals)) totals[key] += counted[key];
  else totals[code === 0 ? 'passed' : 'failed'] += 1;
  // A runner that breaks down reports no failed test; it has failed all the same.
  if (code !== 0 && counted?.failed === 0) totals.failed += 1;
}

function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const windows = process.platform === 'win32';
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NEXT_TELEMETRY_DISABLED: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: windows,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output += data;
        process.stdout.write(data);
      });
    }
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

function countVitest(output) {
  const line = output.match(/^\s*Tests\s+(.*)$/m)?.[1];
  return line
    ? {
        passed: number(line, /(\d+) passed/),
        failed: number(line, /(\d+) failed/),
        skipped: number(line, /(\d+) skipped/),
      }
    : null;
}

function countPlaywright(output) {
  const counts = {
    passed: number(output, /^\s*(\d+) passed/m),
    failed: number(output, /^\s*(\d+) failed/m),
    skipped: number(output, /^\s*(\d+) skipped/m),
  };
  return counts.passed + counts.failed > 0 ? counts : null;
}

function number(text, pattern) {
  return Number(text.match(pattern)?.[1] ?? 0);
}
