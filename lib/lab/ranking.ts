import { bytes } from '@/lib/format/bytes';
import { percent, times } from '@/lib/format/ratio';
import type { LabCandidate, LabMeasure, LabResult } from './lab-result';

/** Sizes closer than that are the same: a value within 5 % of the advice is left alone. */
const SAME_SIZE_RATIO = 1.05;
/** Disk is saved once, filters run all day: what makes them read more than that much more is not advised. */
const MOST_FILTER_RATIO = 2;
/** Filters that read so little less are no reason to rewrite chunks. */
const SAME_FILTER_RATIO = 1.25;
/** Every filter reads a batch at least; it keeps small differences between small numbers small. */
const BATCH_ROWS = 1_000;

type Measured = LabCandidate & { readonly measured: LabMeasure };

export type Choice = Pick<LabResult, 'winnerId' | 'verdict' | 'tradeOff' | 'savedBytes'>;

/** Smallest first; what could not be measured last. */
export function ranked(candidates: readonly LabCandidate[]): LabCandidate[] {
  const size = ({ measured }: LabCandidate) => measured?.projectedBytes ?? Number.POSITIVE_INFINITY;
  return [...candidates].sort((a, b) => size(a) - size(b));
}

/**
 * The smallest whose filters read at most twice the rows that today's read, or, without a columnstore today, that the best
 * reads; among those as small as it, the one whose filters read least. Today's settings win what is no real difference.
 */
export function choose(candidates: readonly LabCandidate[], beforeBytes: number): Choice {
  const measured = ranked(candidates).filter((one): one is Measured => one.measured !== null);
  const now = measured.find(({ origins }) => origins.includes('now')) ?? null;
  const reference = now ? filterRows(now) : Math.min(...measured.map(filterRows));
  const bearable = measured.filter((one) => filterRows(one) <= MOST_FILTER_RATIO * reference);
  const [smallest] = bearable;
  if (!smallest)
    return {
      winnerId: null,
      verdict: 'None of the candidates could be measured.',
      tradeOff: null,
      savedBytes: null,
    };
  const limit = SAME_SIZE_RATIO * smallest.measured.projectedBytes;
  const asSmall = bearable.filter((one) => one.measured.projectedBytes <= limit);
  const [best = smallest] = [...asSmall].sort((a, b) => filterRows(a) - filterRows(b));
  const isNoBetter = now && asSmall.includes(now) && filterRows(now) <= SAME_FILTER_RATIO * filterRows(best);
  const winner = isNoBetter ? now : best;
  return {
    winnerId: winner.id,
    verdict: verdictOf(winner, now, beforeBytes),
    tradeOff: tradeOffOf(winner, now, measured),
    savedBytes: winner === now ? null : savedBetween(now, winner, beforeBytes),
  };
}

/** The geometric mean over the filters, so that none of them counts more because it reads more. */
function filterRows({ measured: { filters } }: Measured): number {
  if (filters.length === 0) return BATCH_ROWS;
  const logs = filters.map(({ rowsRead }) => Math.log(rowsRead + BATCH_ROWS));
  return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}

function verdictOf(winner: Measured, now: Measured | null, beforeBytes: number): string {
  const { ratio, projectedBytes } = winner.measured;
  if (winner === now)
    return `Keep today’s settings: all of it takes ${bytes(projectedBytes)} with them, ${times(ratio)}. No candidate is more than 5% smaller, or spares its filters much, without a price.`;
  const than = now
    ? `${times(ratio)} instead of today’s ${times(now.measured.ratio)}, ${bytes(projectedBytes)} instead of ${bytes(now.measured.projectedBytes)}`
    : `${times(ratio)}, ${bytes(projectedBytes)} instead of ${bytes(beforeBytes)} as rows`;
  const reads = now ? filterRows(now) / filterRows(winner) : 1;
  const filters = reads > SAME_FILTER_RATIO ? `, and filters read ${times(reads)} fewer rows` : '';
  return `${settingsText(winner)}: ${than}${filters}.`;
}

function tradeOffOf(winner: Measured, now: Measured | null, measured: readonly Measured[]): string | null {
  const sentences: string[] = [];
  const [smallest] = measured;
  const size = winner.measured.projectedBytes;
  if (smallest && smallest !== winner && smallest.measured.projectedBytes * SAME_SIZE_RATIO < size)
    sentences.push(
      `${settingsText(smallest)} would take ${percent(1 - smallest.measured.projectedBytes / size)} less, but its filters read ${times(filterRows(smallest) / filterRows(winner))} the rows.`,
    );
  const worse = now && now !== winner ? filterRows(winner) / filterRows(now) : 1;
  if (worse > SAME_FILTER_RATIO)
    sentences.push(`Filters read ${times(worse)} the rows that they read today.`);
  return sentences.length === 0 ? null : sentences.join(' ');
}

/** A gain that is not certain is at least none. */
function savedBetween(now: Measured | null, winner: Measured, beforeBytes: number): LabResult['savedBytes'] {
  const was = now?.measured.projectedBytes ?? beforeBytes;
  const saved = was - winner.measured.projectedBytes;
  // Both were measured on the same rows, so that their errors go together: the larger one is the margin.
  const margin = Math.max(now?.measured.marginBytes ?? 0, winner.measured.marginBytes ?? 0);
  return { low: Math.max(0, saved - margin), high: Math.max(0, saved + margin) };
}

/** `Segment by device_id, order by time DESC`. */
export function settingsText({ segmentBy, orderBy }: Pick<LabCandidate, 'segmentBy' | 'orderBy'>): string {
  return `Segment by ${segmentBy.join(', ') || 'nothing'}, order by ${orderBy.join(', ')}`;
}
