import type { AggregateConflict, AggregateRow } from '@/lib/api/continuous-aggregates';
import type { KeyedFinding } from '@/lib/rules/judge';

type Policies = Pick<AggregateRow, 'refresh' | 'ownColumnstore' | 'sourceRetention'>;

/**
 * Where two policies destroy each other's work. That they do is what the rules found; here it gets its place on the
 * axis: from where the refresh begins up to where the other policy acts.
 */
export function aggregateConflicts(
  findings: readonly KeyedFinding[],
  { refresh, ownColumnstore, sourceRetention }: Policies,
): AggregateConflict[] {
  return findings.flatMap(({ rule, detail }): AggregateConflict[] => {
    const fromUnits = refresh?.fromUnits ?? null;
    switch (rule) {
      case 'retention/destroys-aggregate-history':
        return [
          { kind: 'retention', on: 'source', detail, fromUnits, toUnits: sourceRetention?.toUnits ?? null },
        ];
      case 'continuous-aggregates/refresh-window-meets-columnstore':
        return [
          { kind: 'columnstore', on: 'own', detail, fromUnits, toUnits: ownColumnstore?.toUnits ?? null },
        ];
      default:
        return [];
    }
  });
}
