import type { ReadTrends } from '@/lib/rules/trends';

interface Ages {
  readonly everyMs: number;
  /** What was read so long ago tells of another time. */
  readonly staleMs: number;
}
/** As often as verdicts are made. */
export const OF_THE_HOUR: Ages = { everyMs: 55_000, staleMs: 300_000 };
/** Six hours and more are much to read, and ten minutes change little of them. */
export const OF_MORE_HOURS: Ages = { everyMs: 600_000, staleMs: 1_200_000 };
/** The store may be back with the next verdict: nobody is to wait ten minutes for it. */
const RETRY_MS = OF_THE_HOUR.everyMs;

/** The trends of one database as they were read last. Nobody waits: whoever asks lets them be read for the next time. */
export class KeptTrends {
  readonly #ages: Ages;
  #dueAtMs = Number.NEGATIVE_INFINITY;
  #kept: { readonly read: ReadTrends; readonly readAtMs: number } | null = null;

  constructor(ages: Ages) {
    this.#ages = ages;
  }

  newest(read: (nowMs: number) => Promise<ReadTrends>): ReadTrends {
    const nowMs = Date.now();
    if (nowMs >= this.#dueAtMs) {
      this.#dueAtMs = nowMs + this.#ages.everyMs;
      void read(nowMs)
        .catch((error: unknown) => {
          this.#dueAtMs = nowMs + RETRY_MS;
          return { unavailable: error instanceof Error ? error.message : String(error) };
        })
        .then((answer) => {
          this.#kept = { read: answer, readAtMs: nowMs };
        });
    }
    return this.#kept && nowMs - this.#kept.readAtMs <= this.#ages.staleMs
      ? this.#kept.read
      : { unavailable: 'History is not read yet', isWaiting: true };
  }
}

/** What is told of the hour and of more hours; of the hour alone where the others cannot be read, and not only wait for it. */
export function together(hour: ReadTrends, long: ReadTrends): ReadTrends {
  if ('unavailable' in hour) return hour;
  if ('unavailable' in long) return long.isWaiting ? long : hour;
  return [...hour, ...long];
}
