import type { LabResult } from './lab-result';
import type { HypertableName } from './lab-subject';

/** Results are some ten kilobytes each; the oldest goes first. */
const MOST_RESULTS = 100;

const keyOf = (databaseId: string, { schema, name }: HypertableName) =>
  JSON.stringify([databaseId, schema, name]);

/** What the lab last said about each hypertable since this process began. */
export class LabBook {
  readonly #results = new Map<string, LabResult>();

  of(databaseId: string, hypertable: HypertableName): LabResult | null {
    return this.#results.get(keyOf(databaseId, hypertable)) ?? null;
  }

  keep(databaseId: string, result: LabResult): void {
    const key = keyOf(databaseId, result);
    this.#results.delete(key);
    this.#results.set(key, result);
    const [oldest] = this.#results.keys();
    if (this.#results.size > MOST_RESULTS && oldest !== undefined) this.#results.delete(oldest);
  }
}
