import type { Row } from '@/lib/collect/snapshot';
import { coversIndex, isEqualIndex } from '@/lib/derive/index-cover';

type Index = Row<'hypertableIndexes'>;

/** Another index of the same hypertable that answers all that this one does. */
export interface HypertableReplacement {
  readonly kept: Index;
  /** The same keys, or the first keys of a longer one. */
  readonly isEqual: boolean;
}

/** Which of the indexes of its hypertable makes `index` one too many; of two equal ones that with more to lose stays. */
export function hypertableReplacementOf(index: Index, all: readonly Index[]): HypertableReplacement | null {
  if (index.isConstraint || index.isPrimary || !index.isValid) return null;
  const better = all.filter((other) => other !== index && replaces(other, index));
  // An equal one first: it costs queries nothing at all.
  const kept = better.find((other) => isEqualIndex(other, index)) ?? better[0];
  return kept ? { kept, isEqual: isEqualIndex(kept, index) } : null;
}

/** Whether queries and constraints have all of `index` in `other`, and of two equal ones `other` is the one to stay. */
function replaces(other: Index, index: Index): boolean {
  if (!other.isValid || other.chunksWithout > 0) return false;
  const isSame = isEqualIndex(other, index);
  if (index.isUnique && !(isSame && other.isUnique)) return false;
  if (isSame) return rank(other) > rank(index) || (rank(other) === rank(index) && other.name < index.name);
  return coversIndex(other, index);
}

/** What has more to lose stays: a constraint's index, then a unique one. */
const rank = ({ isConstraint, isUnique }: Index) => (isConstraint ? 2 : 0) + (isUnique ? 1 : 0);
