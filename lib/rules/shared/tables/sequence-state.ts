import type { Row } from '@/lib/collect/snapshot';
import { type SequenceLimit, sequenceDaysLeft, sequenceLimit } from '@/lib/derive/sequence-limit';
import type { RuleContext, Severity } from '../../rule';

/** Days in which a type can be changed with care, and in which only what is quick can be done. */
export const WARNING_DAYS = 90;
export const CRITICAL_DAYS = 14;
/** One busy hour says little about months: before a quarter is used, the pace is not judged. */
const LEAST_RATIO = 0.25;

export interface SequenceState extends SequenceLimit {
  readonly sequence: Row<'sequences'>;
  /** At the pace of the last hour; null where it is not known or nothing was taken. */
  readonly daysLeft: number | null;
}

/** Sequences that end, with what ends first and how soon. One that cycles does not end. */
export function endingSequences(
  sequences: readonly Row<'sequences'>[],
  { trends }: Pick<RuleContext, 'trends'>,
): readonly SequenceState[] {
  return sequences.flatMap((sequence) => {
    const limit = sequence.cycles ? null : sequenceLimit(sequence);
    if (!limit) return [];
    const trend = trends('sequenceValue', [sequence.schema, sequence.name]);
    const daysLeft = 'notRun' in trend ? null : sequenceDaysLeft(limit, sequence.increment, trend);
    return [{ sequence, ...limit, daysLeft }];
  });
}

interface Thresholds {
  readonly warningRatio: number;
  readonly criticalRatio: number;
}

export function sequenceSeverity(
  { usedRatio, daysLeft }: SequenceState,
  { warningRatio, criticalRatio }: Thresholds,
): Severity | null {
  const days = usedRatio >= LEAST_RATIO ? (daysLeft ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  if (usedRatio >= criticalRatio || days < CRITICAL_DAYS) return 'critical';
  return usedRatio >= warningRatio || days < WARNING_DAYS ? 'warning' : null;
}

/** Why nothing found is not the same as nothing wrong; null when every value was read. */
export function unreadable(sequences: readonly Row<'sequences'>[]): { readonly notRun: string } | null {
  const hidden = sequences.filter(({ isReadable }) => !isReadable).length;
  return hidden === 0
    ? null
    : {
        notRun: `The values of ${hidden} of ${sequences.length} sequences are hidden from this role: grant SELECT on them`,
      };
}
