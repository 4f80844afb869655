import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { publicTmp } from './public-tmp';
import { type EngineProcess, type EngineRequest, spawnEngine } from './spawn-engine';

export interface EngineState {
  status: 'running' | 'restarting' | 'stopped';
  restarts: number;
  /** Why it ended last. */
  reason?: string;
}

export interface SupervisedEngine {
  url: string;
  /** The folder of its socket, as psql takes it with -h. */
  socketDir: string;
  state(): EngineState;
  /** The process that runs now. */
  pid(): number;
  stop(): Promise<void>;
}

interface SuperviseOptions extends Pick<EngineRequest, 'kind' | 'dataDir'> {
  settings?: Record<string, string>;
  /** Pauses between starts double up to this; 10 s when absent. */
  longestPauseMs?: number;
  onState?: (state: EngineState) => void;
}

const firstPauseMs = 200;
/** After running this long, the next end counts as the first again. */
const settledMs = 60_000;

/** Keeps an embedded engine running as a process of its own: resolves when it first answers. */
export async function superviseEngine({
  onState,
  settings = {},
  longestPauseMs = 10_000,
  ...rest
}: SuperviseOptions): Promise<SupervisedEngine> {
  const socketDir = mkdtempSync(join(publicTmp(), 'chunkwise-'));
  const cleanUp = () => rmSync(socketDir, { recursive: true, force: true });
  const supervisor = new Supervisor(
    { ...rest, settings, socketDir },
    longestPauseMs,
    onState ?? (() => undefined),
  );
  const url = await supervisor.start().catch((error: unknown) => {
    cleanUp();
    throw error;
  });
  return {
    url,
    socketDir,
    state: () => supervisor.state,
    pid: () => supervisor.pid,
    async stop() {
      await supervisor.stop();
      cleanUp();
    },
  };
}

class Supervisor {
  state: EngineState = { status: 'running', restarts: 0 };
  #running: EngineProcess | undefined;
  #watching: Promise<void> | undefined;
  readonly #stopping = new AbortController();
  readonly #request: EngineRequest;
  readonly #longestPauseMs: number;
  readonly #onState: (state: EngineState) => void;

  constructor(request: EngineRequest, longestPauseMs: number, onState: (state: EngineState) => void) {
    this.#request = request;
    this.#longestPauseMs = longestPauseMs;
    this.#onState = onState;
  }

  get pid(): number {
    return this.#running?.pid ?? 0;
  }

  async start(): Promise<string> {
    this.#running = await spawnEngine(this.#request);
    this.#watching = this.#watch(this.#running);
    return this.#running.url;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running?.stop();
    await this.#watching;
    this.#become({ status: 'stopped', restarts: this.state.restarts });
  }

  async #watch(first: EngineProcess): Promise<void> {
    let pauseMs = firstPauseMs;
    let startedAt = Date.now();
    let reason = await first.ended;
    while (!this.#stopping.signal.aborted) {
      if (Date.now() - startedAt > settledMs) pauseMs = firstPauseMs;
      this.#become({ status: 'restarting', restarts: this.state.restarts, reason });
      await sleep(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, this.#longestPauseMs);
      startedAt = Date.now();
      reason = await this.#runAgain();
    }
  }

  /** Resolves with the reason when the engine has ended again or did not start. */
  async #runAgain(): Promise<string> {
    if (this.#stopping.signal.aborted) return '';
    try {
      this.#running = await spawnEngine(this.#request);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    if (this.#stopping.signal.aborted) await this.#running.stop();
    else this.#become({ status: 'running', restarts: this.state.restarts + 1 });
    return this.#running.ended;
  }

  #become(state: EngineState): void {
    this.state = state;
    this.#onState(state);
  }
}
