import type { Row } from '@/lib/collect/snapshot';
import type { Metric } from './metrics';
import { subjectText } from './subject-text';

/** Transaction ids and multixacts of 32 bits: rows must be frozen before they are that old. */
export const END_OF_IDS = 2_147_483_648;

const KINDS = [
  { metric: 'databaseXidAge', age: 'xidAge' },
  { metric: 'databaseMultixactAge', age: 'multixactAge' },
] as const satisfies readonly { metric: Metric; age: 'xidAge' | 'multixactAge' }[];

/**
 * Days until the first of both kinds runs out, if nothing more were frozen. All databases take from the same ids, so the
 * age that grew most tells how many are used up: the others were frozen meanwhile. Null while no pace is known.
 */
export function idDaysLeft(
  databases: readonly Row<'databases'>[],
  growthPerDay: (metric: Metric, subject: string) => number | null,
): number | null {
  const days = KINDS.flatMap(({ metric, age }) => {
    const usedPerDay = Math.max(
      0,
      ...databases.flatMap(({ name }) => growthPerDay(metric, subjectText([name])) ?? []),
    );
    const oldest = Math.max(0, ...databases.map((database) => database[age]));
    return usedPerDay > 0 ? [(END_OF_IDS - oldest) / usedPerDay] : [];
  });
  return days.length === 0 ? null : Math.max(0, Math.min(...days));
}
