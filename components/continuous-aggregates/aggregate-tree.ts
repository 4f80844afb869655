/** What the tree is built from; ids are of the hypertables that hold the rows. */
export interface Branchable {
  readonly hypertableId: number;
  readonly parentHypertableId: number | null;
}

export interface Branch<Aggregate> {
  readonly aggregate: Aggregate;
  /** 0 for an aggregate on a plain hypertable. */
  readonly depth: number;
}

/**
 * Aggregates in reading order: each under the one it is built on. One whose parent is not in the list (no right
 * to see it) stands at the top, so that nothing disappears.
 */
export function aggregateTree<Aggregate extends Branchable>(
  aggregates: readonly Aggregate[],
): Branch<Aggregate>[] {
  const ids = new Set(aggregates.map(({ hypertableId }) => hypertableId));
  const under = (parent: number | null, depth: number): Branch<Aggregate>[] =>
    aggregates
      .filter(({ parentHypertableId }) => parentOf(parentHypertableId, ids) === parent)
      .flatMap((aggregate) => [{ aggregate, depth }, ...under(aggregate.hypertableId, depth + 1)]);
  return under(null, 0);
}

function parentOf(parent: number | null, ids: ReadonlySet<number>): number | null {
  return parent !== null && ids.has(parent) ? parent : null;
}
