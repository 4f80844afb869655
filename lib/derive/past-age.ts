import type { Row } from '@/lib/collect/snapshot';
import { unitsBefore } from './calendar-span';
import { agedDistance } from './policy-distance';
import { presentUnits } from './present';

/**
 * How far a chunk is past the age at which a policy acts on it, in units of the hypertable's time (microseconds where
 * the policy goes by creation); negative before it, −∞ where this chunk does not tell. Null while the policy's age or
 * the present is not known.
 */
export function pastAge(
  policy: Row<'policies'>,
  hypertable: Pick<Row<'hypertables'>, 'isIntegerTime'>,
  chunks: readonly Row<'chunks'>[],
  nowMs: number,
): ((chunk: Row<'chunks'>) => number) | null {
  const present = policy.byCreation ? nowMs * 1_000 : presentUnits(hypertable, chunks, nowMs);
  const age = agedDistance(policy);
  if (present === null || age === null) return null;
  const after = unitsBefore(nowMs, age);
  return (chunk) => {
    const end = policy.byCreation ? creationUnits(chunk) : chunk.rangeEndUnits;
    return end === null ? Number.NEGATIVE_INFINITY : present - end - after;
  };
}

const creationUnits = ({ createdAt }: Row<'chunks'>) =>
  createdAt === null ? null : Date.parse(createdAt) * 1_000;
