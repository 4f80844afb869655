import type { FindingStateChange, WireFinding } from '@/lib/api/findings';

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
