import type { Band, Boundary, Marks } from '@/components/charts/chunk-map/marks';
import { afterUnits, distanceText, distanceUnits } from './distance';
import type { Policy } from './policy';

/** An aggregate that reads this hypertable, with a refresh policy of it. */
export interface Reader {
  readonly name: string;
  readonly refresh: Policy;
  /** What a finding says it collides with; the rules judge, the axis only shows. */
  readonly conflict?: string;
}

/**
 * Where the policies stand on the hypertable's own axis. A policy by creation time has no place on it and is
 * left to the list; a present that is not known leaves the axis without marks.
 */
export function policyMarks(
  policies: readonly Policy[],
  readers: readonly Reader[],
  presentUnits: number | null,
): Marks {
  if (presentUnits === null) return { boundaries: [], bands: [] };
  const boundaries: Boundary[] = [{ kind: 'present', units: presentUnits, label: 'now' }];
  for (const policy of policies) {
    const after = afterUnits(policy);
    if (after === null || policy.byCreation) continue;
    const text = distanceText(policy.afterSeconds, policy.afterUnits);
    const off = policy.scheduled ? '' : ' (off)';
    if (policy.kind === 'columnstore')
      boundaries.push({
        kind: 'columnstore',
        units: presentUnits - after,
        label: `columnstore after ${text}${off}`,
      });
    if (policy.kind === 'retention')
      boundaries.push({ kind: 'retention', units: presentUnits - after, label: `drop after ${text}${off}` });
  }
  return { boundaries, bands: readers.map((reader) => refreshBand(reader, presentUnits)) };
}

function refreshBand({ name, refresh, conflict }: Reader, presentUnits: number): Band {
  const start = distanceUnits(refresh.startOffsetSeconds, refresh.startOffsetUnits);
  const end = distanceUnits(refresh.endOffsetSeconds, refresh.endOffsetUnits);
  return {
    from: start === null ? null : presentUnits - start,
    to: presentUnits - (end ?? 0),
    label: `${name} refreshes`,
    ...(conflict !== undefined && { conflict }),
  };
}

/** Where chunks become overdue for the columnstore; null without such a policy. A policy that is off still says what was meant. */
export function columnstoreDueUnits(policies: readonly Policy[], presentUnits: number | null): number | null {
  const policy = policies.find(({ kind, byCreation }) => kind === 'columnstore' && !byCreation);
  const after = policy ? afterUnits(policy) : null;
  return after === null || presentUnits === null ? null : presentUnits - after;
}
