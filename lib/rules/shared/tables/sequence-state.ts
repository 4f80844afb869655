import type { Row } from '@/lib/collect/snapshot';
import { type SequenceLimit, sequenceDaysLeft, sequenceLimit } from '@/lib/derive/sequence-limit';
import { count } from '@/lib/format/count';
import type { Finding, NotRun, RuleContext, Severity } from '../../rule';
import { type Pace, paceOf, paceTrends } from './pace';

/** Days in which a type can be changed with care, and in which only what is quick can be done. */
export const WARNING_DAYS = 90;
export const CRITICAL_DAYS = 14;
/** A busy day says little about months: before a quarter is used, the pace is not judged. */
const LEAST_RATIO = 0.25;
/** What the two rules about sequences ask history for. */
export const SEQUENCE_TRENDS = paceTrends('sequenceValue');

export interface SequenceState extends SequenceLimit {
  readonly sequence: Row<'sequences'>;
  /** At the pace of the last week, or the last day where no more is known; null where it is not known or nothing was taken. */
  readonly daysLeft: number | null;
  readonly paceOf: Pace['of'] | null;
}

/** Sequences that end, with what ends first and how soon. One that cycles does not end. */
export function endingSequences(
  sequences: readonly Row<'sequences'>[],
  { trends }: Pick<RuleContext, 'trends'>,
): readonly SequenceState[] {
  return sequences.flatMap((sequence) => {
    const limit = sequence.cycles ? null : sequenceLimit(sequence);
    if (!limit) return [];
    const taken = paceOf('sequenceValue', [sequence.schema, sequence.name], trends);
    const daysLeft = taken && sequenceDaysLeft(limit, sequence.increment, taken.trend);
    return [{ sequence, ...limit, daysLeft, paceOf: taken?.of ?? null }];
  });
}

/** How long the values last, to go on after their number; empty where it is not known. */
export const paceText = ({ daysLeft, paceOf }: SequenceState): string =>
  daysLeft === null ? '' : `, for ${count(Math.floor(daysLeft))} days at the pace of the last ${paceOf}`;

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

/** What was found of sequences, each under the subject that the rule gives it, and which of them could not be read. */
export function withUnreadable(
  findings: readonly Finding[],
  sequences: readonly Row<'sequences'>[],
  subjectOf: (sequence: Row<'sequences'>) => Finding['subject'],
): readonly Finding[] | NotRun {
  const hidden = sequences.filter(({ isReadable }) => !isReadable);
  return hidden.length === 0
    ? findings
    : {
        notRun: `The values of ${hidden.length} of ${sequences.length} sequences are hidden from this role: grant SELECT on them`,
        findings,
        unknown: hidden.map(subjectOf),
      };
}
