import type { AggregateFunction } from '@/lib/sql/continuous-aggregate';
import type { AggregateCall } from './workload-groupings';

/** What a function over rows becomes over buckets of rows; what is not here needs the rows. */
const NESTED: Partial<Record<AggregateFunction, AggregateFunction>> = {
  count: 'sum',
  sum: 'sum',
  min: 'min',
  max: 'max',
  bool_and: 'bool_and',
  bool_or: 'bool_or',
};

export const nestedFunction = (name: AggregateFunction): AggregateFunction | null => NESTED[name] ?? null;

/** What computes a function for wider buckets, once it is there for the narrow ones; null where nothing does. */
export function partsOf(call: AggregateCall): readonly AggregateCall[] | null {
  const { function: name, columns } = call;
  // An average of averages is none; a sum and a count of values that are not null make it.
  if (name === 'avg')
    return [
      { function: 'sum', columns },
      { function: 'count', columns },
    ];
  return nestedFunction(name) ? [call] : null;
}

/** The calls and, beside an average, the sum and the count that make one for wider buckets; each once. */
export function withParts(calls: readonly AggregateCall[]): readonly AggregateCall[] {
  const all = [...calls, ...calls.flatMap((call) => partsOf(call) ?? [])];
  return [...new Map(all.map((call) => [JSON.stringify(call), call])).values()];
}
