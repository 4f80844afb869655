/** A cumulative counter at one moment. Two readings of different epochs have nothing to do with each other. */
export interface CounterReading {
  readonly epoch: string;
  /** By the server's clock where it was read with the counter: what a statement waited for is no time of the counter. */
  readonly atMs: number;
  readonly value: number;
}

/** Sessions report their counts about once a second: over less than a few of these a rate is noise. */
const SHORTEST_PAUSE_MS = 5_000;
/** Over more than three rounds a rate would hide what happened within: an outage is a hole, no average. */
const LONGEST_PAUSE_ROUNDS = 3;

/** Whether a reading comes too soon after the one before to be told from it; the one before stays the baseline. */
export function isTooSoon(before: CounterReading | undefined, now: CounterReading): boolean {
  if (!before || before.epoch !== now.epoch || now.value < before.value) return false;
  const pauseMs = now.atMs - before.atMs;
  return pauseMs >= 0 && pauseMs < SHORTEST_PAUSE_MS;
}

/**
 * What a counter gained a second between two readings of rounds `everySeconds` apart. Null after a restart, a crash, a
 * reset or a failover (another epoch), when it went backwards all the same, and over pauses that are too short or too
 * long: a gap, never a zero and never negative.
 */
export function counterRate(
  before: CounterReading | undefined,
  now: CounterReading,
  everySeconds: number,
): number | null {
  if (!before || before.epoch !== now.epoch) return null;
  const pauseMs = now.atMs - before.atMs;
  const gained = now.value - before.value;
  const isRound = pauseMs >= SHORTEST_PAUSE_MS && pauseMs <= LONGEST_PAUSE_ROUNDS * everySeconds * 1_000;
  return isRound && gained >= 0 ? (gained * 1_000) / pauseMs : null;
}
