import type { LabResult } from './lab-result';
import type { HypertableName } from './lab-subject';

/** Results are some ten kilobytes each; the oldest goes first. */
const MOST_RESULTS = 100;

const holder = globalThis as typeof globalThis & { chunkwiseLabResults?: Map<string, LabResult> };
// On the global object, because bundles load modules anew.
holder.chunkwiseLabResults ??= new Map();
const results = holder.chunkwiseLabResults;

const keyOf = (databaseId: string, { schema, name }: HypertableName) =>
  JSON.stringify([databaseId, schema, name]);

/** What the lab last said about a hypertable since this process began; null when nothing. */
export const lastResult = (databaseId: string, hypertable: HypertableName): LabResult | null =>
  results.get(keyOf(databaseId, hypertable)) ?? null;

export function keepResult(databaseId: string, result: LabResult): void {
  const key = keyOf(databaseId, result);
  results.delete(key);
  results.set(key, result);
  const [oldest] = results.keys();
  if (results.size > MOST_RESULTS && oldest !== undefined) results.delete(oldest);
}
