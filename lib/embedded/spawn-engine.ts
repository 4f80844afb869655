import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AppError, type ErrorCode } from '@/lib/errors';

/** What `engine-process.ts` is asked for, as its argument. */
export interface EngineRequest {
  kind: 'timescale' | 'postgres';
  /** Without it TimescaleDB lives in memory and ends with its process. */
  dataDir?: string;
  socketDir: string;
  /** Server settings; the embedded TimescaleDB takes none. */
  settings: Record<string, string>;
  /** The process ends itself when it holds more than this. */
  memoryLimitBytes?: number;
}

/** What it answers, as one line of JSON. */
export type EngineReport =
  | { url: string }
  | { failure: { code: ErrorCode; message: string; hint: string | undefined } };

export interface EngineProcess {
  url: string;
  pid: number;
  /** Resolves when the process has ended, with its last words. */
  ended: Promise<string>;
  stop(): Promise<void>;
  /** Ends it at once, whatever it does. */
  kill(): Promise<void>;
}

/** The launcher says where the sources are, because the web server runs from a bundle elsewhere. */
const root = process.env.CHUNKWISE_ROOT ?? join(dirname(fileURLToPath(import.meta.url)), '../..');
const stopPatienceMs = 15_000;

/** Starts one engine as a process of its own and waits until it answers. */
export async function spawnEngine(request: EngineRequest): Promise<EngineProcess> {
  const tsx = pathToFileURL(createRequire(join(root, 'package.json')).resolve('tsx')).href;
  const child = spawn(
    process.execPath,
    ['--import', tsx, join(root, 'lib/embedded/engine-process.ts'), JSON.stringify(request)],
    // Detached: Ctrl+C in the terminal must reach the owner only, who stops the engine in order.
    { cwd: root, stdio: ['pipe', 'pipe', 'pipe'], detached: true },
  );
  // The engine is gone already: there is nobody left to ask to stop.
  child.stdin.on('error', () => undefined);
  let lastWords = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = `${lastWords}${text}`.slice(-2_000);
  });
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(lastWords.trim())));
  const report = await Promise.race([firstLine(child.stdout), ended.then(diedSilently)]);
  if ('failure' in report)
    throw new AppError(report.failure.code, report.failure.message, report.failure.hint);
  return {
    url: report.url,
    pid: child.pid ?? 0,
    ended,
    async stop() {
      child.stdin.end();
      const impatience = setTimeout(() => child.kill('SIGKILL'), stopPatienceMs);
      await ended;
      clearTimeout(impatience);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function firstLine(output: NodeJS.ReadableStream): Promise<EngineReport> {
  for await (const line of createInterface({ input: output })) return JSON.parse(line) as EngineReport;
  return new Promise(() => undefined);
}

function diedSilently(lastWords: string): never {
  throw new AppError('engine-unavailable', 'The embedded engine ended while it started', lastWords);
}
