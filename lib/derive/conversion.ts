import type { Row } from '@/lib/collect/snapshot';
import { shortestUnits } from './calendar-span';
import type { ColumnstoreRatio } from './columnstore-ratio';
import { agedDistance, intervalUnits, longestReach } from './policy-distance';

const WEEK_UNITS = 604_800_000_000;
/** The newest chunks take the writes; two intervals keep the one being written and late rows out of the columnstore. */
const KEPT_INTERVALS = 2;

/** The age from which chunks are to be converted where no policy says it. */
export function proposedColumnstoreUnits(hypertable: Row<'hypertables'>): number {
  const kept = KEPT_INTERVALS * (intervalUnits(hypertable) ?? 0);
  return hypertable.isIntegerTime ? kept : Math.max(WEEK_UNITS, kept);
}

/**
 * The age for a policy that is to be added: what is proposed, but not before refreshes of an aggregate are done with a
 * chunk, and early enough that a converted chunk is kept as long again. Null when these leave no age, or when an
 * aggregate has no refresh policy, without which TimescaleDB refuses one for its columnstore.
 */
export function columnstoreAgeUnits(
  hypertable: Row<'hypertables'>,
  policies: readonly Row<'policies'>[],
): number | null {
  const own = policies.filter(({ hypertableId }) => hypertableId === hypertable.hypertableId);
  const refreshes = own.filter(({ kind }) => kind === 'refresh');
  if (hypertable.kind === 'continuous-aggregate' && refreshes.length === 0) return null;
  const refreshed = refreshes.map((refresh) => {
    const run = hypertable.isIntegerTime ? 0 : refresh.scheduleIntervalSeconds * 1_000_000;
    return longestReach(refresh) + run;
  });
  const kept = own
    .filter(({ kind, byCreation }) => kind === 'retention' && !byCreation)
    .map((retention) => {
      const age = agedDistance(retention);
      return age ? shortestUnits(age) / 2 : Number.POSITIVE_INFINITY;
    });
  const least = Math.max(KEPT_INTERVALS * (intervalUnits(hypertable) ?? 0), ...refreshed);
  const age = Math.min(Math.max(proposedColumnstoreUnits(hypertable), ...refreshed), ...kept);
  return Number.isFinite(age) && age >= least ? age : null;
}

/** The chunks in the row store that ended longer than `afterUnits` ago; none while the present is not known. */
export function convertibleChunks(
  chunks: readonly Row<'chunks'>[],
  presentUnits: number | null,
  afterUnits: number,
): readonly Row<'chunks'>[] {
  if (presentUnits === null) return [];
  return chunks.filter(
    ({ isCompressed, isTiered, rangeEndUnits }) =>
      !isCompressed && !isTiered && rangeEndUnits !== null && rangeEndUnits < presentUnits - afterUnits,
  );
}

/** What converting so many bytes would save, if they compress as the measured chunks did. */
export function conversionSavings(
  bytes: number,
  { low, high }: ColumnstoreRatio,
): { low: number; high: number } {
  const saved = (ratio: number) => Math.round(bytes * Math.max(0, 1 - 1 / ratio));
  return { low: saved(low), high: saved(high) };
}

/** The arithmetic of `conversionSavings`, in words and numbers. */
export function conversionBasis(bytes: number, { low, high, measuredChunks }: ColumnstoreRatio): string {
  return `${bytes.toLocaleString('en')} bytes old enough to convert × (1 − 1 ÷ ratio), with the ratio measured on ${measuredChunks} compressed chunks: ${low.toFixed(1)} to ${high.toFixed(1)}.`;
}
