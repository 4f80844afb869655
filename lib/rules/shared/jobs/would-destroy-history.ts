import type { Row } from '@/lib/collect/snapshot';
import { reachesDropped } from '@/lib/derive/dropped-reach';
import type { Needed } from '../../rule';

/** What is said of such a job instead of advice. */
export const DESTROYS_HISTORY =
  ' A run as it is now would let refreshes delete the history of an aggregate, whose source keeps less than they reach back: narrow their windows first.';

/**
 * Whether a run of this job, together with what others do as they are configured, deletes buckets of an aggregate that
 * cannot be computed again. False for other jobs than retention and refresh, and where the policies were not read.
 */
export function wouldDestroyHistory(
  { jobId }: Pick<Row<'jobs'>, 'jobId'>,
  {
    policies,
    hypertables,
    continuousAggregates,
  }: Needed<never, 'policies' | 'hypertables' | 'continuousAggregates'>,
): boolean {
  const own = policies?.find((policy) => policy.jobId === jobId);
  if (!policies || (own?.kind !== 'retention' && own?.kind !== 'refresh')) return false;
  const all = (kind: 'retention' | 'refresh') =>
    own.kind === kind ? [own] : policies.filter((policy) => policy.kind === kind);
  return all('retention').some((retention) => {
    const fed = (continuousAggregates ?? [])
      .filter(({ sourceHypertableId }) => sourceHypertableId === retention.hypertableId)
      .map(({ hypertableId }) => hypertableId);
    return all('refresh').some(
      (refresh) =>
        fed.includes(refresh.hypertableId) &&
        reachesDropped(refresh, retention, hypertables ?? [], policies) !== 'never',
    );
  });
}
