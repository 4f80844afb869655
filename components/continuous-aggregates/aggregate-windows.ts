import type { AggregateConflict, AggregateRow } from '@/lib/api/continuous-aggregates';

/** A stretch of ages, from the further to the nearer; a null `from` is "to the first row". */
export interface AgeWindow {
  readonly kind: 'source' | 'refresh' | 'columnstore' | 'kept';
  readonly label: string;
  readonly from: number | null;
  readonly to: number;
  readonly isOff: boolean;
  /** The parts that collide with another policy, and how. */
  readonly conflicts: readonly AgeConflict[];
}

export interface AgeConflict {
  readonly from: number | null;
  readonly to: number;
  readonly words: string;
}

export type AggregatePolicies = Pick<
  AggregateRow,
  | 'isIntegerTime'
  | 'presentUnits'
  | 'refresh'
  | 'ownRetention'
  | 'ownColumnstore'
  | 'sourceRetention'
  | 'conflicts'
>;
type Policy = NonNullable<AggregateRow['refresh']>;

/**
 * The policies that meet on one aggregate, as stretches of age: how long its source keeps rows, what its refresh
 * recomputes, from when its own rows are compressed and how long they are kept. Whether two of them collide is
 * judged on the server; here it is only located.
 */
export function aggregateWindows(aggregate: AggregatePolicies): AgeWindow[] {
  const { refresh, ownRetention, ownColumnstore, sourceRetention, isIntegerTime } = aggregate;
  const after = (policy: Policy | null) =>
    policy === null || policy.byCreation ? null : isIntegerTime ? policy.afterUnits : policy.afterSeconds;
  const windows: AgeWindow[] = [
    { ...plain('source', 'source keeps rows', sourceRetention), from: after(sourceRetention), to: 0 },
  ];
  if (refresh) {
    const [start, end] = isIntegerTime
      ? [refresh.startOffsetUnits, refresh.endOffsetUnits]
      : [refresh.startOffsetSeconds, refresh.endOffsetSeconds];
    const conflicts = aggregate.conflicts.map((conflict) => located(conflict, aggregate));
    windows.push({
      ...plain('refresh', 'refresh recomputes', refresh),
      from: start,
      to: end ?? 0,
      conflicts,
    });
  }
  const compressedAfter = after(ownColumnstore);
  if (compressedAfter !== null) {
    const own = plain('columnstore', 'its rows are compressed', ownColumnstore);
    windows.push({ ...own, from: after(ownRetention), to: compressedAfter });
  }
  if (after(ownRetention) !== null) {
    windows.push({ ...plain('kept', 'its rows are kept', ownRetention), from: after(ownRetention), to: 0 });
  }
  return windows;
}

function plain(kind: AgeWindow['kind'], label: string, policy: Policy | null) {
  return { kind, label, isOff: policy !== null && !policy.scheduled, conflicts: [] };
}

/** From places on the axis to ages before the present. */
function located(
  { fromUnits, toUnits, detail }: AggregateConflict,
  { presentUnits, isIntegerTime }: AggregatePolicies,
): AgeConflict {
  const age = (units: number | null, open: number | null) =>
    units === null || presentUnits === null ? open : (presentUnits - units) / (isIntegerTime ? 1 : 1_000_000);
  return { from: age(fromUnits, null), to: Math.max(0, age(toUnits, 0) ?? 0), words: detail };
}

/** Every finite age of the windows, to choose an axis by. */
export function windowAges(windows: readonly AgeWindow[]): number[] {
  return windows.flatMap(({ from, to }) => (from === null ? [to] : [from, to]));
}
