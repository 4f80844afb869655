import type { FindingStateChange, WireFinding } from '@/lib/api/findings';
import { instant } from '@/lib/format/instant';

export const STATE_WORDS: Record<WireFinding['state'], string> = {
  open: 'Open',
  snoozed: 'Snoozed',
  dismissed: 'Dismissed',
  applied: 'Marked as applied',
  fixed: 'Fixed',
  regressed: 'Back again',
  'could-not-check': 'Could not check',
};

export const REASONS = [
  { value: 'not-relevant', label: 'Not relevant here' },
  { value: 'accepted-risk', label: 'Accepted risk' },
  { value: 'wrong', label: 'The finding is wrong' },
  { value: 'no-capacity', label: 'No capacity now' },
  { value: 'fixed-otherwise', label: 'Fixed otherwise' },
] as const satisfies readonly { value: Reason; label: string }[];

export type Reason = NonNullable<FindingStateChange['reason']>;

export function reasonWord(reason: string): string {
  return REASONS.find(({ value }) => value === reason)?.label ?? reason;
}

type Life = Pick<WireFinding, 'state' | 'transitions' | 'lastSeenAt'>;

/** What the state of the database says about a claim that the advice was applied, or about a fix without one; null where neither is. */
export function claimVerdict({ state, transitions, lastSeenAt }: Life, snapshotAt: string): string | null {
  if (state === 'fixed')
    return transitions.at(-1)?.from === 'applied'
      ? 'two snapshots confirm it.'
      : 'told by the state of the database; nobody had marked it as applied.';
  if (state === 'could-not-check') return null;
  if (lastSeenAt < snapshotAt) return 'gone from the newest snapshot; the next one confirms it.';
  if (state === 'applied') return 'the next two snapshots say whether it worked.';
  return state === 'open' ? refutedClaim(transitions) : null;
}

function refutedClaim(transitions: Life['transitions']): string | null {
  const last = transitions.at(-1);
  if (last?.from !== 'applied' || last.by !== 'monitor') return null;
  const claim = transitions.findLast((step) => step.state === 'applied');
  return `it was marked as applied at ${instant(claim?.at)}, but what was read since shows it unchanged. Run “Verify” above, and check that every step ran on this database.`;
}
