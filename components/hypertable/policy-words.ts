import { duration } from '@/lib/format/duration';
import { distanceText } from './distance';
import type { Policy } from './policy';

/** What a policy does, as a person would say it: `drops chunks after 90 d`. */
export function policyWords(policy: Policy): string {
  const after = distanceText(policy.afterSeconds, policy.afterUnits);
  const since = policy.byCreation ? ' of their creation' : '';
  switch (policy.kind) {
    case 'columnstore':
      return `compresses chunks after ${after}${since}`;
    case 'retention':
      return `drops chunks after ${after}${since}`;
    case 'refresh':
      return `refreshes ${refreshWindow(policy)}`;
    case 'reorder':
      return 'reorders closed chunks by an index';
    case 'compaction':
      return 'merges small batches of compressed chunks';
  }
}

type Offsets = Pick<
  Policy,
  'startOffsetSeconds' | 'startOffsetUnits' | 'endOffsetSeconds' | 'endOffsetUnits'
>;

/** `from 30 d to 1 h ago`; an open start is "everything up to". */
export function refreshWindow(policy: Offsets): string {
  const isOpenStart = policy.startOffsetSeconds === null && policy.startOffsetUnits === null;
  const isOpenEnd = policy.endOffsetSeconds === null && policy.endOffsetUnits === null;
  const start = distanceText(policy.startOffsetSeconds, policy.startOffsetUnits);
  const end = isOpenEnd
    ? 'the present'
    : `${distanceText(policy.endOffsetSeconds, policy.endOffsetUnits)} ago`;
  return isOpenStart ? `everything up to ${end}` : `from ${start} to ${end}`;
}

/** `from 30 d to 1 h ago, every 1 h`. */
export function refreshWords(offsets: Offsets, scheduleSeconds: number): string {
  return `${refreshWindow(offsets)}, every ${duration(scheduleSeconds)}`;
}

/** `every 12 h`, or that it does not run at all. */
export function scheduleWords({ scheduled, scheduleIntervalSeconds }: Policy): string {
  return scheduled ? `every ${duration(scheduleIntervalSeconds)}` : 'switched off';
}
