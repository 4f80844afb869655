import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const root = fileURLToPath(new URL('..', import.meta.url));
// Workers load this file again: the first one's folder is handed to them through the environment.
process.env.CHUNKWISE_E2E_DATA ??= mkdtempSync(path.join(tmpdir(), 'chunkwise-e2e-'));
const port = process.env.CHUNKWISE_E2E_PORT ?? '3199';

/** Chromium against the running product: the built dashboard on the embedded demo databases, as `npm start` shows it. */
export default defineConfig({
  testDir: '.',
  outputDir: 'results',
  fullyParallel: false,
  // Stories change what others of them see, so they are told one at a time; looks change nothing.
  workers: 2,
  projects: [
    { name: 'stories', testIgnore: 'screens.spec.ts', workers: 1 },
    { name: 'looks', testMatch: 'screens.spec.ts', fullyParallel: true },
  ],
  // Bounds for what hangs, not budgets: a busy machine draws the first page slowly, and the bench measures speed.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    launchOptions: {
      ...(process.env.CHUNKWISE_BROWSER && { executablePath: process.env.CHUNKWISE_BROWSER }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: `${process.execPath} --import tsx lib/front-door/launch.ts`,
    cwd: root,
    url: `http://127.0.0.1:${port}/api/health`,
    timeout: 240_000,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
    env: { PORT: port, HOST: '127.0.0.1', CHUNKWISE_DATA_DIR: process.env.CHUNKWISE_E2E_DATA },
  },
});
