import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { percent, times } from '@/lib/format/ratio';
import { filterWork } from './filter-work';
import type { LabCandidate, LabMeasure, LabResult } from './lab-result';

/** Sizes closer than that are the same: a value within 5 % of the advice is left alone. */
const SAME_SIZE_RATIO = 1.05;
/** Disk is saved once, filters run all day: what gives them more than that much more to do is not advised. */
const MOST_FILTER_RATIO = 2;
/** Filters that have so little less to do are no reason to rewrite chunks. */
const SAME_FILTER_RATIO = 1.25;
/** Below it a columnstore hardly pays for what it makes of late writes: the rule ratio-poor says so too. */
const POOR_RATIO = 2;
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
 * The smallest whose filters have at most twice as much to read as today's, or, without a columnstore today, as the best
 * have; among those as small as it, the one whose filters have least. Today's settings win what is no real difference.
 */
export function choose(
  candidates: readonly LabCandidate[],
  before: LabResult['before'],
  converted: Pick<LabResult['converted'], 'bytes'>,
): Choice {
  const measured = ranked(candidates).filter((one): one is Measured => one.measured !== null);
  const now = measured.find(({ origins }) => origins.includes('now')) ?? null;
  const reference = now ? workOf(now) : Math.min(...measured.map(workOf));
  const bearable = measured.filter((one) => workOf(one) <= MOST_FILTER_RATIO * reference);
  const [smallest] = bearable;
  if (!smallest)
    return {
      winnerId: null,
      verdict: 'None of the candidates could be measured.',
      tradeOff: null,
      savedBytes: null,
    };
  if (!now && smallest.measured.ratio < POOR_RATIO)
    return { winnerId: null, verdict: rowStoreText(smallest, before), tradeOff: null, savedBytes: null };
  const limit = SAME_SIZE_RATIO * smallest.measured.projectedBytes;
  const asSmall = bearable.filter((one) => one.measured.projectedBytes <= limit);
  const [best = smallest] = [...asSmall].sort((a, b) => workOf(a) - workOf(b));
  const isNoBetter = now && asSmall.includes(now) && workOf(now) <= SAME_FILTER_RATIO * workOf(best);
  const winner = isNoBetter ? now : best;
  return {
    winnerId: winner.id,
    verdict: verdictOf(winner, now, before.bytes),
    tradeOff: tradeOffOf(winner, now, measured),
    savedBytes: winner === now ? null : savedBetween(now, winner, before, converted),
  };
}

/** The geometric mean over the filters, so that none of them counts more because it has more to do. */
function workOf({ measured: { filters } }: Measured): number {
  if (filters.length === 0) return BATCH_ROWS;
  const logs = filters.map((filter) => Math.log(filterWork(filter) + BATCH_ROWS));
  return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}

function verdictOf(winner: Measured, now: Measured | null, beforeBytes: number): string {
  const { ratio, projectedBytes } = winner.measured;
  if (winner === now)
    return `Keep today’s settings: all of it takes ${bytes(projectedBytes)} with them, ${times(ratio)}. No candidate is more than 5% smaller, or spares its filters much, without a price.`;
  const than = now
    ? `${times(ratio)} instead of today’s ${times(now.measured.ratio)}, ${bytes(projectedBytes)} instead of ${bytes(now.measured.projectedBytes)}`
    : `${times(ratio)}, ${bytes(projectedBytes)} instead of ${bytes(beforeBytes)} as rows`;
  const reads = now ? workOf(now) / workOf(winner) : 1;
  const filters = reads > SAME_FILTER_RATIO ? `, and filters have ${times(reads)} less to read` : '';
  return `${settingsText(winner)}: ${than}${filters}.`;
}

/** Why rows stay rows here. */
function rowStoreText(
  smallest: Measured,
  { bytes: asRows, rows, chunks }: Pick<LabResult['before'], 'bytes' | 'rows' | 'chunks'>,
): string {
  const perChunk = rows / Math.max(1, chunks);
  const why =
    perChunk < BATCH_ROWS
      ? ` A chunk has about ${counted(Math.round(perChunk), 'row')}, and a batch is made for ${count(BATCH_ROWS)}: a longer chunk interval comes first.`
      : '';
  return `Leave it in the row store: the smallest candidate takes ${bytes(smallest.measured.projectedBytes)} instead of ${bytes(asRows)} as rows, ${times(smallest.measured.ratio)}; below ${times(POOR_RATIO)} a columnstore hardly pays for what it makes of late writes.${why}`;
}

function tradeOffOf(winner: Measured, now: Measured | null, measured: readonly Measured[]): string | null {
  const sentences: string[] = [];
  const [smallest] = measured;
  const size = winner.measured.projectedBytes;
  if (smallest && smallest !== winner && smallest.measured.projectedBytes * SAME_SIZE_RATIO < size)
    sentences.push(
      `${settingsText(smallest)} would take ${percent(1 - smallest.measured.projectedBytes / size)} less, but its filters have ${times(workOf(smallest) / workOf(winner))} as much to read.`,
    );
  const worse = now && now !== winner ? workOf(winner) / workOf(now) : 1;
  if (worse > SAME_FILTER_RATIO) sentences.push(`Filters have ${times(worse)} as much to read as today.`);
  return sentences.length === 0 ? null : sentences.join(' ');
}

/** Of the whole hypertable's gain the share of what is converted. A gain that is not certain is at least none. */
function savedBetween(
  now: Measured | null,
  winner: Measured,
  before: LabResult['before'],
  converted: Pick<LabResult['converted'], 'bytes'>,
): LabResult['savedBytes'] {
  const was = now?.measured.projectedBytes ?? before.bytes;
  const saved = was - winner.measured.projectedBytes;
  // Both were measured on the same rows, so that their errors go together: the larger one is the margin.
  const margin = Math.max(now?.measured.marginBytes ?? 0, winner.measured.marginBytes ?? 0);
  const share = converted.bytes / Math.max(1, before.bytes);
  const shared = (whole: number) => Math.round(share * Math.max(0, whole));
  return { low: shared(saved - margin), high: shared(saved + margin) };
}

/** `Segment by device_id, order by time DESC`. */
export function settingsText({ segmentBy, orderBy }: Pick<LabCandidate, 'segmentBy' | 'orderBy'>): string {
  return `Segment by ${segmentBy.join(', ') || 'nothing'}, order by ${orderBy.join(', ')}`;
}
