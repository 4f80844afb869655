import type { Row } from '@/lib/collect/snapshot';
import { coversIndex, isEqualIndex } from '@/lib/derive/index-cover';

type Index = Row<'indexes'>;

/** Another index of the same table that answers all that this one does. */
export interface Replacement {
  readonly kept: Index;
  /** The same keys, or the first keys of a longer one. */
  readonly isEqual: boolean;
}

/** Measured by others: an index of up to three times the size is read as fast, as long as its upper part stays in memory. */
const MOST_TIMES_LARGER = 3;

/** Which of the indexes of its table makes `index` one too many; of two equal ones that with more to lose stays. */
export function replacementOf(index: Index, ofTable: readonly Index[]): Replacement | null {
  if (index.isConstraint || index.isPrimary || index.isReplicaIdentity || !index.isValid) return null;
  const others = ofTable.filter((other) => other.indexOid !== index.indexOid && other.isValid);
  const equal = others.find(
    (other) => isEqualIndex(other, index) && guardsAsMuch(other, index) && stays(other, index),
  );
  if (equal) return { kept: equal, isEqual: true };
  // The first columns of a unique index say nothing about what it guards.
  if (index.isUnique) return null;
  const longer = others.find(
    (other) => !isEqualIndex(other, index) && coversIndex(other, index) && !isMuchSlower(other, index),
  );
  return longer ? { kept: longer, isEqual: false } : null;
}

const guardsAsMuch = (other: Index, { isUnique, isImmediate, structure }: Index) =>
  !isUnique ||
  (other.isUnique &&
    other.isImmediate === isImmediate &&
    hasDistinctNulls(other.structure) === hasDistinctNulls(structure));

/** PostgreSQL 15+ prints the other choice. */
const hasDistinctNulls = (structure: string) => !structure.includes('NULLS NOT DISTINCT');

function stays(other: Index, index: Index): boolean {
  return rank(other) > rank(index) || (rank(other) === rank(index) && other.name < index.name);
}

const rank = ({ isConstraint, isReplicaIdentity, isUnique, isClustered }: Index) =>
  Number(isConstraint) * 8 + Number(isReplicaIdentity) * 4 + Number(isUnique) * 2 + Number(isClustered);

/** Scans that are not known may be many. */
const isMuchSlower = (wide: Index, { totalBytes, scans }: Index) =>
  scans !== 0 && wide.totalBytes > MOST_TIMES_LARGER * totalBytes;
