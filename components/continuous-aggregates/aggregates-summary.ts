import type { AggregateRow } from '@/lib/api/continuous-aggregates';
import { counted } from '@/lib/format/count';

type Summed = Pick<AggregateRow, 'conflicts' | 'isNeverMaterialized' | 'refresh'>;

/** The screen's answer in one sentence, what is wrong first. */
export function aggregatesSummary(aggregates: readonly Summed[]): string {
  const inConflict = aggregates.filter(({ conflicts }) => conflicts.length > 0).length;
  const empty = aggregates.filter(({ isNeverMaterialized }) => isNeverMaterialized).length;
  const unrefreshed = aggregates.filter(({ refresh }) => refresh === null).length;
  const parts = [
    counted(aggregates.length, 'continuous aggregate'),
    inConflict > 0 && `${inConflict} with policies that work against each other`,
    empty > 0 && `${empty} never materialised`,
    unrefreshed > 0 && `${unrefreshed} without a refresh policy`,
  ];
  return `${parts.filter(Boolean).join(', ')}.`;
}
