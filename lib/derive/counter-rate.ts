/** A cumulative counter at one moment. Two readings of different epochs have nothing to do with each other. */
export interface CounterReading {
  readonly epoch: string;
  readonly atMs: number;
  readonly value: number;
}

/** A rate over a longer pause would hide what happened within. */
const LONGEST_PAUSE_MS = 600_000;

/**
 * What a counter gained a second between two readings. Null after a restart, a reset or a failover (another epoch),
 * when it went backwards all the same, and over long pauses: a gap, never a zero and never negative.
 */
export function counterRate(before: CounterReading | undefined, now: CounterReading): number | null {
  if (!before || before.epoch !== now.epoch) return null;
  const pauseMs = now.atMs - before.atMs;
  const gained = now.value - before.value;
  return pauseMs > 0 && pauseMs <= LONGEST_PAUSE_MS && gained >= 0 ? (gained * 1_000) / pauseMs : null;
}
