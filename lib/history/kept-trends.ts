import type { ReadTrends } from '@/lib/rules/trends';

interface Ages {
  readonly everyMs: number;
  /** What was read so long ago tells of another time. */
  readonly staleMs: number;
  /** So long after the first time that somebody asked, a reading that fails is only a matter of time. */
  readonly patienceMs: number;
}
/** As often as verdicts are made. */
export const OF_THE_HOUR: Ages = { everyMs: 55_000, staleMs: 300_000, patienceMs: 300_000 };
/** Six hours and more are much to read, and ten minutes change little of them. Without them the hour is told alone. */
export const OF_MORE_HOURS: Ages = { everyMs: 600_000, staleMs: 1_200_000, patienceMs: 0 };
/** The store may be back with the next verdict: nobody is to wait ten minutes for it. */
const RETRY_MS = OF_THE_HOUR.everyMs;

/**
 * The trends of one database as they were read last. Nobody waits: whoever asks lets them be read for the next time. One
 * reading that fails changes nothing until what was read before is stale.
 */
export class KeptTrends {
  readonly #ages: Ages;
  #dueAtMs = Number.NEGATIVE_INFINITY;
  #askedSinceMs = Number.POSITIVE_INFINITY;
  #kept: { readonly read: ReadTrends; readonly readAtMs: number } | null = null;
  #failure: string | null = null;

  constructor(ages: Ages) {
    this.#ages = ages;
  }

  newest(read: (nowMs: number) => Promise<ReadTrends>): ReadTrends {
    const nowMs = Date.now();
    this.#askedSinceMs = Math.min(this.#askedSinceMs, nowMs);
    if (nowMs >= this.#dueAtMs) {
      this.#dueAtMs = nowMs + this.#ages.everyMs;
      void this.#read(read, nowMs);
    }
    const { staleMs, patienceMs } = this.#ages;
    if (this.#kept && nowMs - this.#kept.readAtMs <= staleMs) return this.#kept.read;
    return this.#failure === null || nowMs - this.#askedSinceMs < patienceMs
      ? { unavailable: this.#failure ?? 'History is not read yet', isWaiting: true }
      : { unavailable: this.#failure };
  }

  async #read(read: (nowMs: number) => Promise<ReadTrends>, nowMs: number): Promise<void> {
    try {
      this.#kept = { read: await read(nowMs), readAtMs: nowMs };
      this.#failure = null;
    } catch (error) {
      this.#dueAtMs = nowMs + RETRY_MS;
      this.#failure = error instanceof Error ? error.message : String(error);
    }
  }
}

/** What is told of the hour and of more hours; of the hour alone where the others cannot be read, and not only wait for it. */
export function together(hour: ReadTrends, long: ReadTrends): ReadTrends {
  if ('unavailable' in hour) return hour;
  if ('unavailable' in long) return long.isWaiting ? long : hour;
  return [...hour, ...long];
}
