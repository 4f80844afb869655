import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OUT_OF_MEMORY } from '@/lib/embedded/memory-guard';
import { publicTmp } from '@/lib/embedded/public-tmp';
import { type EngineProcess, spawnEngine } from '@/lib/embedded/spawn-engine';
import { AppError } from '@/lib/errors';

export interface SandboxLimits {
  readonly memoryBytes: number;
  readonly seconds: number;
}

export interface SandboxOptions {
  readonly limits: SandboxLimits;
  /** Ends the sandbox, whatever it does. */
  readonly signal: AbortSignal;
  /** Called with how many are before it, when it has to wait for its turn. */
  readonly onWaiting?: (ahead: number) => void;
}

/** On the global object, because bundles load modules anew, and all of them share one machine. */
const holder = globalThis as typeof globalThis & {
  chunkwiseSandbox?: { waiting: number; last: Promise<unknown> };
};
holder.chunkwiseSandbox ??= { waiting: 0, last: Promise.resolve() };
const queue = holder.chunkwiseSandbox;

/**
 * Runs `use` with the address of a TimescaleDB of its own, which lives in the memory of a process of its own and
 * is killed afterwards: what it held is gone. One at a time, in the order of asking. Throws `cancelled`,
 * `sandbox-out-of-time`, `sandbox-out-of-memory`, `sandbox-ended`, or `engine-unavailable` where the embedded
 * engine is not installed.
 */
export async function inSandbox<Result>(
  options: SandboxOptions,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  if (queue.waiting > 0) options.onWaiting?.(queue.waiting);
  queue.waiting += 1;
  const turn = queue.last.then(() => runIn(options, use));
  queue.last = turn.catch(() => undefined);
  return turn.finally(() => {
    queue.waiting -= 1;
  });
}

async function runIn<Result>(
  { limits, signal }: SandboxOptions,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  if (signal.aborted) throw cancelled();
  const socketDir = mkdtempSync(join(publicTmp(), 'chunkwise-'));
  let engine: EngineProcess | undefined;
  const ending = new Ending(limits, signal);
  try {
    engine = await spawnEngine({
      kind: 'timescale',
      socketDir,
      settings: {},
      memoryLimitBytes: limits.memoryBytes,
    });
    const died = engine.ended.then((lastWords) => {
      throw deathOf(lastWords, limits);
    });
    const result = use(engine.url);
    // When the engine dies both fail, the user of it with a broken connection: its death says why.
    const settled = result.catch(async (error: unknown) => {
      await Promise.race([died, pause(BROKEN_CONNECTION_MS)]);
      throw error;
    });
    return await Promise.race([settled, died, ending.reached]);
  } finally {
    ending.clear();
    await engine?.kill();
    rmSync(socketDir, { recursive: true, force: true });
  }
}

/** A connection breaks a moment before the operating system reports the end of the process. */
const BROKEN_CONNECTION_MS = 200;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Rejects when time is up or the reader has cancelled. */
class Ending {
  readonly reached: Promise<never>;
  readonly #timer: NodeJS.Timeout;
  readonly #signal: AbortSignal;
  #cancel: () => void = () => undefined;

  constructor({ seconds }: SandboxLimits, signal: AbortSignal) {
    this.#signal = signal;
    let reject: (error: AppError) => void = () => undefined;
    this.reached = new Promise<never>((_, refuse) => {
      reject = refuse;
    });
    this.reached.catch(() => undefined);
    this.#cancel = () => reject(cancelled());
    signal.addEventListener('abort', this.#cancel);
    this.#timer = setTimeout(
      () => reject(new AppError('sandbox-out-of-time', `The sandbox was stopped after ${seconds} s`)),
      seconds * 1_000,
    );
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#cancel);
  }
}

function deathOf(lastWords: string, { memoryBytes }: SandboxLimits): AppError {
  return lastWords.includes(OUT_OF_MEMORY)
    ? new AppError(
        'sandbox-out-of-memory',
        `The sandbox was stopped when it held more than ${Math.round(memoryBytes / 2 ** 20)} MiB`,
      )
    : new AppError('sandbox-ended', 'The sandbox ended before it was done', lastWords || undefined);
}

const cancelled = () => new AppError('cancelled', 'Cancelled');
