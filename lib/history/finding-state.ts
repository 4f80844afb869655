/** What people may decide about a finding. */
export const CHOSEN_STATES = ['open', 'snoozed', 'dismissed', 'applied'] as const;
export type ChosenState = (typeof CHOSEN_STATES)[number];

/**
 * Where a finding stands. Beside what people decide: fixed (absent in two snapshots in a row), regressed (back after
 * that, under the same number), could-not-check (its rule cannot look at the moment).
 */
export type FindingState = ChosenState | 'fixed' | 'regressed' | 'could-not-check';

/** One step of a finding's life. */
export interface Transition {
  readonly at: string;
  readonly from: FindingState | null;
  readonly state: FindingState;
  /** `monitor`, or who signed in. */
  readonly by: string;
  readonly until: string | null;
  readonly reason: string | null;
  readonly comment: string | null;
}
