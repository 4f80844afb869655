import type { Row } from '@/lib/collect/snapshot';

/** A hypertable or an aggregate, with what it reads. */
export interface Member {
  readonly hypertable: Row<'hypertables'>;
  /** Null for the hypertable at the root. */
  readonly aggregate: Row<'continuousAggregates'> | null;
  readonly policies: readonly Row<'policies'>[];
}

/**
 * The hypertable that something is built on and all aggregates above it, each after what it reads: their policies bear
 * on one another, so they are one set.
 */
export function familyOf(
  hypertable: Row<'hypertables'>,
  hypertables: readonly Row<'hypertables'>[],
  aggregates: readonly Row<'continuousAggregates'>[],
  policies: readonly Row<'policies'>[],
): readonly Member[] {
  const memberOf = (row: Row<'hypertables'>, aggregate: Row<'continuousAggregates'> | null): Member => ({
    hypertable: row,
    aggregate,
    policies: policies.filter(({ hypertableId }) => hypertableId === row.hypertableId),
  });
  const above = (id: number): Member[] =>
    aggregates
      .filter(({ sourceHypertableId }) => sourceHypertableId === id)
      .flatMap((aggregate) => {
        const row = hypertables.find(({ hypertableId }) => hypertableId === aggregate.hypertableId);
        return row ? [memberOf(row, aggregate), ...above(row.hypertableId)] : [];
      });
  const root = rootOf(hypertable, hypertables, aggregates);
  return [memberOf(root, null), ...above(root.hypertableId)];
}

function rootOf(
  hypertable: Row<'hypertables'>,
  hypertables: readonly Row<'hypertables'>[],
  aggregates: readonly Row<'continuousAggregates'>[],
): Row<'hypertables'> {
  const own = aggregates.find(({ hypertableId }) => hypertableId === hypertable.hypertableId);
  const source = hypertables.find(({ hypertableId }) => hypertableId === own?.sourceHypertableId);
  return source ? rootOf(source, hypertables, aggregates) : hypertable;
}

/** Of the kinds that a hypertable has one policy of at most; refreshes may be several. */
export const policyOfKind = ({ policies }: Member, kind: 'columnstore' | 'retention') =>
  policies.find((policy) => policy.kind === kind) ?? null;
