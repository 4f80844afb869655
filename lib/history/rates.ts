import { type CounterReading, counterRate, isTooSoon } from './counter-rate';

/** The counters of one database as they were last read, so that their rates can be told. */
export type Readings = Map<string, CounterReading>;

/** Rates of counters that are read every so many seconds. */
export class Rates {
  readonly #before: Readings;
  readonly #everySeconds: number;

  constructor(before: Readings, everySeconds: number) {
    this.#before = before;
    this.#everySeconds = everySeconds;
  }

  /** Null, a gap, where the reading before does not tell. */
  of(name: string, now: CounterReading): number | null {
    const before = this.#before.get(name);
    if (isTooSoon(before, now)) return null;
    this.#before.set(name, now);
    return counterRate(before, now, this.#everySeconds);
  }
}
