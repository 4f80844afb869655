import type { ReadTrends } from '@/lib/rules/trends';

/** As often as verdicts are made. */
const EVERY_MS = 55_000;
/** What was read so long ago tells of another hour. */
const STALE_MS = 300_000;

/** The trends of one database as they were read last. Nobody waits: whoever asks lets them be read for the next time. */
export class KeptTrends {
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #kept: { readonly read: ReadTrends; readonly readAtMs: number } | null = null;

  newest(read: (nowMs: number) => Promise<ReadTrends>): ReadTrends {
    const nowMs = Date.now();
    if (nowMs - this.#askedAtMs >= EVERY_MS) {
      this.#askedAtMs = nowMs;
      void read(nowMs)
        .catch((error: unknown) => ({ unavailable: error instanceof Error ? error.message : String(error) }))
        .then((answer) => {
          this.#kept = { read: answer, readAtMs: nowMs };
        });
    }
    return this.#kept && nowMs - this.#kept.readAtMs <= STALE_MS
      ? this.#kept.read
      : { unavailable: 'History is not read yet', isWaiting: true };
  }
}
