import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

/**
 * Writes one after the other, in order, in the background. A write that fails is tried again until it succeeds;
 * meanwhile at most `most` wait, and then the oldest is given up and counted.
 */
export class WriteQueue {
  readonly #most: number;
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #closing = new AbortController();
  #draining: Promise<void> | null = null;
  #problem: string | null = null;
  #droppedCount = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Why nothing can be written at the moment; null while it works. */
  get problem(): string | null {
    return this.#problem;
  }
  get waitingCount(): number {
    return this.#waiting.length;
  }
  get droppedCount(): number {
    return this.#droppedCount;
  }

  add(write: () => Promise<void>): void {
    if (this.#waiting.length >= this.#most) {
      this.#waiting.shift();
      this.#droppedCount += 1;
    }
    this.#waiting.push(write);
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = null;
    });
  }

  /** Resolves when everything that waits now has been written. */
  async written(): Promise<void> {
    while (this.#draining) await this.#draining;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#draining;
  }

  async #drain(): Promise<void> {
    let failures = 0;
    for (let write = this.#waiting[0]; write; write = this.#waiting[0]) {
      try {
        await write();
        // Overflow may have taken it out of the line meanwhile.
        if (this.#waiting[0] === write) this.#waiting.shift();
        this.#problem = null;
        failures = 0;
      } catch (error) {
        if (isRefused(error)) {
          this.#waiting.shift();
          this.#droppedCount += 1;
          continue;
        }
        this.#problem = error instanceof Error ? error.message : String(error);
        const pause = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures++);
        await sleep(pause, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined);
      }
      if (this.#closing.signal.aborted) return;
    }
  }
}

/** The store looked at the data and will never take it: trying again would only hold up the others. */
function isRefused(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? '');
}
