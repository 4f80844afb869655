import type { ArtifactName, Row, Snapshot } from '@/lib/collect/snapshot';
import { changedRows } from './changed-rows';

/** What tells ages, in columns named `…Seconds`. Elsewhere there are instants, and a later now makes them older. */
const OF_AGES = ['activity', 'preparedTransactions', 'sessions'] as const satisfies readonly ArtifactName[];

/**
 * The same server after a while in which nothing ended and nothing else happened, for defects that are some only when
 * they last: who judges it says a later now as well. What was not read stays so.
 */
export const later = (snapshot: Snapshot, seconds: number): Snapshot =>
  OF_AGES.filter((name) => snapshot.artifacts[name]?.status === 'ok').reduce(
    (sooner, name) => changedRows(sooner, name, (row) => older(row, seconds)),
    snapshot,
  );

function older<OfAges extends Row<(typeof OF_AGES)[number]>>(row: OfAges, seconds: number): OfAges {
  const aged = Object.entries(row).map(([column, value]) => [
    column,
    column.endsWith('Seconds') && typeof value === 'number' ? value + seconds : value,
  ]);
  return Object.fromEntries(aged) as OfAges;
}
