import type { WireFinding } from '@/lib/api/findings';
import type { Snapshot } from '@/lib/collect/snapshot';
import type { MonitoredTarget } from '@/lib/config/monitored-target';
import type { Metric } from '@/lib/derive/metrics';
import type { Rehearsal } from '@/lib/lab/rehearsal/rehearsal';
import type { CollectorCost } from '@/lib/monitor/collector-schedule';
import type { Problem } from '@/lib/monitor/monitored-database';
import type { Judgement, KeyedFinding } from '@/lib/rules/judge';

/** What history adds to a finding. */
export type FindingLife = Pick<
  WireFinding,
  | 'number'
  | 'state'
  | 'firstSeenAt'
  | 'lastSeenAt'
  | 'seenSnapshots'
  | 'totalSnapshots'
  | 'until'
  | 'reason'
  | 'comment'
  | 'fixedAt'
  | 'transitions'
>;

export interface LatestValue {
  readonly value: number;
  readonly at: string;
}

/** All that is known about one database at one moment: what every answer is made of. */
export interface DatabaseView {
  readonly target: MonitoredTarget;
  readonly status: 'up' | 'degraded' | 'down' | 'unknown';
  readonly problem: Problem | null;
  readonly snapshot: Snapshot | null;
  readonly judgement: Judgement | null;
  readonly costs: readonly CollectorCost[];
  /** The life of each finding by its key; what history has not met yet is absent. */
  lifeOf(key: string): FindingLife | null;
  /** The newest rehearsal of a finding's advice as it is now; null when there was none. */
  rehearsalOf(finding: KeyedFinding): Rehearsal | null;
  /** Findings that are not in the newest judgement: those that are about to be fixed, fixed ones, and those whose rule cannot look. */
  readonly absent: readonly { readonly finding: KeyedFinding; readonly life: FindingLife }[];
  /** The newest sample of a metric; null when there is none. */
  latest(metric: Metric, subject?: string): LatestValue | null;
  /** Growth a day of a size; null until history spans an hour. */
  growthPerDay(metric: Metric, subject?: string): number | null;
  /** Why history cannot be read or written; null when it works. */
  readonly historyUnavailable: string | null;
}
