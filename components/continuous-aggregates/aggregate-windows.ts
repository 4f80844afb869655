import type { Policy } from '@/components/hypertable/policy';

/** A stretch of ages, from the further to the nearer; a null `from` is "to the first row". */
export interface AgeWindow {
  readonly kind: 'source' | 'refresh' | 'columnstore' | 'kept';
  readonly label: string;
  readonly from: number | null;
  readonly to: number;
  /** The part that collides with another policy, and with which. */
  readonly conflict?: { readonly from: number | null; readonly to: number; readonly words: string };
}

/** What the rules found about one aggregate's windows. */
export interface WindowConflicts {
  readonly destroysHistory: boolean;
  readonly meetsColumnstore: boolean;
}

export interface AggregateAxisInput {
  readonly isIntegerTime: boolean;
  readonly own: readonly Policy[];
  readonly ofSource: readonly Policy[];
  readonly conflicts: WindowConflicts;
}

/**
 * The policies that meet on one aggregate, as stretches of age: how long its source keeps rows, what each refresh
 * recomputes, from when its own rows are compressed and how long they are kept. Whether two of them collide is
 * judged by the rules; here it is only located.
 */
export function aggregateWindows({
  isIntegerTime,
  own,
  ofSource,
  conflicts,
}: AggregateAxisInput): AgeWindow[] {
  const age = (policy: Policy | undefined) =>
    policy && !policy.byCreation ? (isIntegerTime ? policy.afterUnits : policy.afterSeconds) : null;
  const find = (policies: readonly Policy[], kind: Policy['kind']) =>
    policies.find((policy) => policy.kind === kind);
  const dropAfter = age(find(ofSource, 'retention'));
  const compressAfter = age(find(own, 'columnstore'));
  const keepFor = age(find(own, 'retention'));
  return [
    { kind: 'source', label: 'source keeps rows', from: dropAfter, to: 0 },
    ...own
      .filter(({ kind }) => kind === 'refresh')
      .map((policy) => {
        const [start, end] = isIntegerTime
          ? [policy.startOffsetUnits, policy.endOffsetUnits]
          : [policy.startOffsetSeconds, policy.endOffsetSeconds];
        return refreshWindow({ from: start, to: end ?? 0 }, dropAfter, compressAfter, conflicts);
      }),
    ...(compressAfter === null
      ? []
      : [
          {
            kind: 'columnstore' as const,
            label: 'its rows are compressed',
            from: keepFor,
            to: compressAfter,
          },
        ]),
    ...(keepFor === null
      ? []
      : [{ kind: 'kept' as const, label: 'its rows are kept', from: keepFor, to: 0 }]),
  ];
}

function refreshWindow(
  range: { readonly from: number | null; readonly to: number },
  dropAfter: number | null,
  compressAfter: number | null,
  conflicts: WindowConflicts,
): AgeWindow {
  const reachesPast = (age: number | null) => age !== null && (range.from === null || range.from > age);
  const window = { kind: 'refresh' as const, label: 'refresh recomputes', ...range };
  if (conflicts.destroysHistory && dropAfter !== null && reachesPast(dropAfter)) {
    return {
      ...window,
      conflict: { from: range.from, to: dropAfter, words: 'deletes what retention has dropped' },
    };
  }
  if (conflicts.meetsColumnstore && compressAfter !== null && reachesPast(compressAfter)) {
    return {
      ...window,
      conflict: {
        from: range.from,
        to: Math.max(compressAfter, range.to),
        words: 'writes into compressed chunks',
      },
    };
  }
  return window;
}

/** Every finite age of the windows, to choose an axis by. */
export function windowAges(windows: readonly AgeWindow[]): number[] {
  return windows.flatMap(({ from, to }) => (from === null ? [to] : [from, to]));
}
