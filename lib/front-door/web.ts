import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Configuration } from '@/lib/config/configuration';
import { AppError } from '@/lib/errors';
import type { Engines } from './engines';

const root = fileURLToPath(new URL('../..', import.meta.url));
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

/** Snapshots live for minutes: a small space for the newest objects costs no time and keeps the process small. */
const YOUNG_GENERATION_MB = 2;
/**
 * How much the heap may grow before it is collected again, beyond what lives. V8 would let it double: requests in a row
 * then take 390 MB where this takes 240, as fast (measured: three databases, 1,000 answers).
 */
const HEAP_GROWING_PERCENT = 30;
/**
 * The grammar is the one WebAssembly that runs there, for some statements a minute: compiling it for speed takes 30 MB
 * more and longer than it runs (measured: 10 MB and 20 ms for 100 statements without, 40 MB and 60 ms with).
 */
const WITHOUT_OPTIMIZED_WEBASSEMBLY = '--liftoff-only';

export interface Web {
  readonly address: string;
  /** Rejects when the server ends although nobody asked it to. */
  readonly ended: Promise<never>;
  stop(): Promise<void>;
}

/** Starts the built dashboard as a process of its own and waits until it answers. */
export async function startWeb(configuration: Configuration, engines: Engines, folder: string): Promise<Web> {
  const server = serverArguments(configuration);
  const child = spawn(process.execPath, server, {
    cwd: root,
    stdio: ['ignore', isDevelopment() ? 'inherit' : 'ignore', 'inherit'],
    env: webEnvironment(configuration, engines, folder),
  });
  // Whoever stops it during the start does not wait for this process, which must not outlive it.
  process.once('exit', () => child.kill());
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) =>
      reject(
        new AppError(
          'internal',
          `The web server ended with code ${code ?? 'none'}`,
          'Its last words are above; npm start starts it again',
        ),
      ),
    );
  });
  // Somebody always waits for `ended`, but maybe only after it was rejected.
  ended.catch(() => undefined);
  const address = `http://${configuration.host.includes(':') ? `[${configuration.host}]` : configuration.host}:${configuration.port}`;
  await Promise.race([answering(`${address}/api/health`), ended]);
  return { address, ended, stop: () => stopped(child) };
}

/** `npm run dev` starts the same product with Next's development server in the place of the build. */
export const isDevelopment = () => process.argv.includes('--dev');

function serverArguments({ host, port }: Configuration): string[] {
  if (isDevelopment()) {
    return [
      path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next'),
      'dev',
      '-H',
      host,
      '-p',
      String(port),
    ];
  }
  const standalone = path.join(root, '.next', 'standalone', 'server.js');
  if (existsSync(standalone))
    return [
      '--enable-source-maps',
      `--max-semi-space-size=${YOUNG_GENERATION_MB}`,
      `--heap-growing-percent=${HEAP_GROWING_PERCENT}`,
      WITHOUT_OPTIMIZED_WEBASSEMBLY,
      standalone,
    ];
  throw new AppError(
    'internal',
    'The dashboard is not built',
    'Run npm run build, or npm start, which builds it',
  );
}

/** The standalone server changes its working folder, so every path goes to it absolute. */
function webEnvironment(configuration: Configuration, engines: Engines, folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: isDevelopment() ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    PORT: String(configuration.port),
    HOSTNAME: configuration.host,
    HOST: configuration.host,
    CHUNKWISE_ROOT: root,
    CHUNKWISE_FOLDER: folder,
    CHUNKWISE_DATA_DIR: configuration.dataDir,
    ...(engines.historyUrl && { CHUNKWISE_HISTORY_URL: engines.historyUrl }),
    ...(engines.demo.length > 0 && { CHUNKWISE_DEMO: JSON.stringify(engines.demo) }),
  };
}

async function answering(url: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new AppError('internal', `The web server did not answer within ${START_TIMEOUT_MS / 1_000} s`);
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
  });
}
