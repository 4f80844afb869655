import type { Row } from '@/lib/collect/snapshot';
import { type CalendarDistance, isLonger, shortestUnits } from './calendar-span';
import { agedDistance, intervalUnits, startDistance } from './policy-distance';

type Policy = Row<'policies'>;

/**
 * How far back a hypertable has all its rows under this retention. A chunk that is dropped so long after it was made,
 * which is when its first row came, takes rows along that are up to its interval younger. Null where nothing tells:
 * how long ago a chunk was made and how far an integer column reaches back have no unit in common.
 */
export function keptDistance(
  retention: Policy,
  hypertable: Row<'hypertables'> | undefined,
): CalendarDistance | null {
  const age = agedDistance(retention);
  if (!age || !retention.byCreation) return age;
  const interval = hypertable && !hypertable.isIntegerTime ? intervalUnits(hypertable) : null;
  return interval === null ? null : { ...age, units: Math.max(0, age.units - interval) };
}

/** The same in the shortest months, whether its retention is paused or not; infinite without one. */
export function keptUnits(
  hypertableId: number,
  hypertables: readonly Row<'hypertables'>[],
  policies: readonly Policy[],
): number | null {
  const retention = policies.find(
    (policy) => policy.kind === 'retention' && policy.hypertableId === hypertableId,
  );
  if (!retention) return Number.POSITIVE_INFINITY;
  const kept = keptDistance(
    retention,
    hypertables.find((hypertable) => hypertable.hypertableId === hypertableId),
  );
  return kept && shortestUnits(kept);
}

/**
 * Whether this refresh of an aggregate reaches into what this retention drops of its source, and so deletes buckets
 * that cannot be computed again: `sometimes` is in some months of the calendar. An aggregate that is itself kept no
 * longer than its source has no history to lose.
 */
export function reachesDropped(
  refresh: Policy,
  retention: Policy,
  hypertables: readonly Row<'hypertables'>[],
  policies: readonly Policy[],
): 'never' | 'sometimes' | 'always' {
  const source = hypertables.find(({ hypertableId }) => hypertableId === retention.hypertableId);
  const kept = keptDistance(retention, source);
  if (!kept) return 'never';
  const own = policies.find(
    ({ kind, hypertableId, scheduled }) =>
      kind === 'retention' && hypertableId === refresh.hypertableId && scheduled,
  );
  const ownAge = own ? agedDistance(own) : null;
  if (ownAge && isLonger(ownAge, kept) === 'never') return 'never';
  const start = startDistance(refresh);
  return start ? isLonger(start, kept) : 'always';
}
