import type { Row } from '@/lib/collect/snapshot';

type Sequence = Pick<
  Row<'sequences'>,
  'lastValue' | 'minimum' | 'maximum' | 'increment' | 'ownerColumnMaximum' | 'usedRatio'
>;

export interface SequenceLimit {
  /** What ends first: the type of the column that it feeds, also where the sequence ends at the same number. */
  readonly limitedBy: 'column' | 'sequence';
  /** Share of the way to that end, 0 to 1. */
  readonly usedRatio: number;
  readonly valuesLeft: number;
}

/** How far a sequence is from its end; null where its value is not known, or it was never used. */
export function sequenceLimit(sequence: Sequence): SequenceLimit | null {
  const { lastValue, minimum, maximum, increment, ownerColumnMaximum, usedRatio } = sequence;
  if (lastValue === null || usedRatio === null) return null;
  const step = Math.abs(increment);
  if (increment < 0) return { limitedBy: 'sequence', usedRatio, valuesLeft: (lastValue - minimum) / step };
  if (ownerColumnMaximum === null || ownerColumnMaximum > maximum)
    return { limitedBy: 'sequence', usedRatio, valuesLeft: (maximum - lastValue) / step };
  return {
    limitedBy: 'column',
    usedRatio: lastValue / ownerColumnMaximum,
    valuesLeft: (ownerColumnMaximum - lastValue) / step,
  };
}

const DAY_SECONDS = 86_400;

/** Days until no value is left if it goes on as between two readings; null where nothing was taken, or it began anew. */
export function sequenceDaysLeft(
  { valuesLeft }: SequenceLimit,
  increment: number,
  {
    first,
    last,
    windowSeconds,
  }: { readonly first: number; readonly last: number; readonly windowSeconds: number },
): number | null {
  const taken = (last - first) / increment;
  return taken > 0 && windowSeconds > 0 ? (valuesLeft * windowSeconds) / taken / DAY_SECONDS : null;
}
