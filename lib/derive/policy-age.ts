import type { Row } from '@/lib/collect/snapshot';
import { ageUnits } from './policy-distance';

/**
 * The age at which a hypertable's chunks are converted or dropped, in units of its time; infinite without such a
 * policy. How long ago an integer chunk was created has no measure in its units.
 */
export function policyAgeUnits(
  kind: 'columnstore' | 'retention',
  { hypertableId, isIntegerTime }: Pick<Row<'hypertables'>, 'hypertableId' | 'isIntegerTime'>,
  policies: readonly Row<'policies'>[],
): number {
  const ages = policies
    .filter((policy) => policy.kind === kind && policy.hypertableId === hypertableId)
    .filter(({ byCreation }) => !(byCreation && isIntegerTime))
    .map((policy) => ageUnits(policy) ?? Number.POSITIVE_INFINITY);
  return Math.min(...ages, Number.POSITIVE_INFINITY);
}
