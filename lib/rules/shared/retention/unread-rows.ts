import type { Row } from '@/lib/collect/snapshot';
import { keptUnits } from '@/lib/derive/dropped-reach';
import { pastAge } from '@/lib/derive/past-age';
import { presentUnits } from '@/lib/derive/present';
import { unreadBefore } from '@/lib/derive/unread-history';
import type { Needed } from '../../rule';

/**
 * Which aggregates have not read what the next run of a retention job deletes, as a sentence to be said instead of
 * advice. Null for other jobs, where all have read it, and where something was not read that tells.
 */
export function unreadRows(
  { jobId }: Pick<Row<'jobs'>, 'jobId'>,
  {
    policies,
    hypertables,
    chunks,
    continuousAggregates,
  }: Needed<never, 'policies' | 'hypertables' | 'chunks' | 'continuousAggregates'>,
  nowMs: number,
): string | null {
  const policy = policies?.find((one) => one.jobId === jobId && one.kind === 'retention');
  const hypertable = hypertables?.find(({ hypertableId }) => hypertableId === policy?.hypertableId);
  if (!policies || !hypertables || !policy || !hypertable) return null;
  const own = (chunks ?? []).filter(
    ({ hypertableId, isTiered }) => hypertableId === hypertable.hypertableId && !isTiered,
  );
  const past = pastAge(policy, hypertable, own, nowMs);
  const dropped = past ? own.filter((chunk) => past(chunk) >= 0) : [];
  const present = presentUnits(hypertable, own, nowMs) ?? 0;
  const unread = (continuousAggregates ?? []).filter((aggregate) => {
    const kept = keptUnits(aggregate.hypertableId, hypertables, policies) ?? Number.POSITIVE_INFINITY;
    // What the aggregate itself no longer keeps it need not read.
    const held = (chunks ?? []).filter(({ hypertableId }) => hypertableId === aggregate.hypertableId);
    return unreadBefore(aggregate, [...dropped, ...held], Number.POSITIVE_INFINITY).some(
      ({ rangeEndUnits }) => rangeEndUnits === null || rangeEndUnits > present - kept,
    );
  });
  if (unread.length === 0) return null;
  const names = unread.map(({ schema, name }) => `${schema}.${name}`).join(', ');
  return ` A run now would delete rows that ${names} ${unread.length === 1 ? 'has' : 'have'} not read, for good: refresh ${unread.length === 1 ? 'it' : 'them'} first.`;
}
