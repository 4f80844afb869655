import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { FindingState, Transition } from '@/lib/history/finding-state';
import type { Rehearsal } from '@/lib/lab/rehearsal/rehearsal';
import type { KeyedFinding, Outcome } from '@/lib/rules/judge';
import type { findingStateChange } from './findings-schema';
import { databasePath } from './paths';
import { getJson, send } from './request';
import type { scoreDetail } from './score-schema';

/** A finding as its rule made it, why it matters, and its life so far. */
export interface WireFinding extends KeyedFinding {
  /** The same for as long as Chunkwise knows this database, through fixes and regressions; null while history is down. */
  readonly number: number | null;
  readonly why: string;
  /** What each fact is, and the view that it was read from. */
  readonly factLabels: Readonly<Record<string, { readonly label: string; readonly source: string }>>;
  readonly state: FindingState;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  /** In how many snapshots it was seen, of how many that looked, since it was first seen. */
  readonly seenSnapshots: number;
  readonly totalSnapshots: number;
  /** When a snoozed finding opens again. */
  readonly until: string | null;
  readonly reason: string | null;
  readonly comment: string | null;
  readonly fixedAt: string | null;
  readonly transitions: readonly Transition[];
  /** What running its advice in the sandbox showed; null when that was not done. */
  readonly rehearsal: Rehearsal | null;
}

export interface RuleOutcome extends Omit<Outcome, 'unknown'> {
  readonly title: string;
}

export interface FindingsAnswer {
  readonly databaseId: string;
  readonly snapshotAt: string;
  readonly score: number | null;
  readonly scoreDetail: z.infer<typeof scoreDetail>;
  readonly outcomes: readonly RuleOutcome[];
  /** Those of the newest snapshot, whatever was decided about them. */
  readonly findings: readonly WireFinding[];
  /** Those that the newest snapshot does not have any more: fixed if the next one has them neither. */
  readonly confirming: readonly WireFinding[];
  /** Those fixed within the last 90 days, as they were when last seen. */
  readonly fixed: readonly WireFinding[];
  /** Those seen before whose rule cannot look at the moment: neither there nor gone. */
  readonly couldNotCheck: readonly WireFinding[];
  /** Why states cannot be kept or changed at the moment; null when history works. */
  readonly historyUnavailable: string | null;
}

export type FindingStateChange = z.input<typeof findingStateChange>;

export const findingsPath = (databaseId: string) => databasePath(databaseId, 'findings');

export const findingsQuery = (databaseId: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'findings'],
    queryFn: ({ signal }) => getJson<FindingsAnswer>(findingsPath(databaseId), signal),
    refetchInterval: 30_000,
  });

/** Decides about a finding; answers with the finding as it is then. */
export const changeFindingState = (databaseId: string, key: string, change: FindingStateChange) =>
  send<WireFinding>('POST', databasePath(databaseId, 'findings', key, 'state'), change);
