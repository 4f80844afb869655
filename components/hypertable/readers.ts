import type { AggregateRow } from '@/lib/api/continuous-aggregates';
import type { Reader } from './policy-marks';

type Aggregate = Pick<AggregateRow, 'hypertableId' | 'name' | 'source' | 'refresh' | 'conflicts'>;

/** Most windows that have room under a map; more would push its axis away. */
const MOST = 4;

/** Refresh windows that act on a hypertable's rows: of the aggregates that read it, and its own when it is one. */
export function readersOf(hypertableId: number, aggregates: readonly Aggregate[]): Reader[] {
  return aggregates
    .filter(
      (aggregate) =>
        aggregate.source?.hypertableId === hypertableId || aggregate.hypertableId === hypertableId,
    )
    .flatMap(({ hypertableId: own, name, refresh, conflicts }) => {
      if (refresh === null) return [];
      const meets = conflicts.find(({ on }) => (own === hypertableId ? on === 'own' : on === 'source'));
      return [{ name, refresh, ...(meets && { conflict: CONFLICT_WORDS[meets.kind] }) }];
    })
    .slice(0, MOST);
}

const CONFLICT_WORDS = {
  retention: 'reaches into what retention drops',
  columnstore: 'writes into compressed chunks',
} as const;
