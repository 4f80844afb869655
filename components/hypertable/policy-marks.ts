import type { Band, Boundary, Marks } from '@/components/charts/chunk-map/marks';
import type { Row } from '@/lib/collect/snapshot';
import { afterUnits, distanceText, distanceUnits } from './distance';

type Policy = Row<'policies'>;

/** An aggregate that reads this hypertable, with its refresh policy. */
export interface Reader {
  readonly name: string;
  readonly refresh: Policy;
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
  const dropped = retentionUnits(policies, presentUnits);
  return { boundaries, bands: readers.map((reader) => refreshBand(reader, presentUnits, dropped)) };
}

function refreshBand({ name, refresh }: Reader, presentUnits: number, dropped: number | null): Band {
  const start = distanceUnits(refresh.startOffsetSeconds, refresh.startOffsetUnits);
  const end = distanceUnits(refresh.endOffsetSeconds, refresh.endOffsetUnits);
  const from = start === null ? null : presentUnits - start;
  const collides = dropped !== null && (from === null || from < dropped);
  return {
    from,
    to: presentUnits - (end ?? 0),
    label: `${name} refreshes`,
    ...(collides && { conflict: 'also what retention has dropped' }),
  };
}

/** Where retention begins to drop; null without a policy that runs. */
function retentionUnits(policies: readonly Policy[], presentUnits: number): number | null {
  const policy = policies.find(
    ({ kind, scheduled, byCreation }) => kind === 'retention' && scheduled && !byCreation,
  );
  const after = policy ? afterUnits(policy) : null;
  return after === null ? null : presentUnits - after;
}

/** Where chunks become overdue for the columnstore; null without such a policy. A policy that is off still says what was meant. */
export function columnstoreDueUnits(policies: readonly Policy[], presentUnits: number | null): number | null {
  const policy = policies.find(({ kind, byCreation }) => kind === 'columnstore' && !byCreation);
  const after = policy ? afterUnits(policy) : null;
  return after === null || presentUnits === null ? null : presentUnits - after;
}
