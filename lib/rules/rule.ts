import type { ArtifactName, Row } from '@/lib/collect/snapshot';
import type { ServerFacts } from '@/lib/db/server';
import type { Metric } from '@/lib/derive/metrics';
import type { ReplicaScans } from '@/lib/derive/replica-scans';
import type { Sql } from '@/lib/sql/statement';

/** About the consequence; how sure we are is `Confidence`. */
export type Severity = 'critical' | 'warning' | 'notice';
/** high: measured; medium: derived from statistics or samples; low: estimated. */
export type Confidence = 'low' | 'medium' | 'high';

/** What a lock stops while a step runs. */
export interface Lock {
  /** PostgreSQL's name of the strongest lock, such as `ShareUpdateExclusive`; `none` for catalog rows only. */
  readonly mode: string;
  readonly on: string;
  readonly blocks: string;
}

export interface Step {
  readonly sql: Sql;
  /** `any`: also inside a transaction; `own`: one of its own; `none`: refused inside a transaction block. */
  readonly transaction: 'any' | 'own' | 'none';
  readonly lock: Lock;
  readonly duration?: { readonly seconds: number; readonly basis: string };
  /** Rewrites stored rows, so it needs disk and WAL in their proportion. */
  readonly rewrites: boolean;
}

export interface Check {
  readonly sql: Sql;
  /** The first cell of the answer as text, alone or followed by ` — ` and words: `0 — no chunk is overdue`. */
  readonly expect: string;
}

export interface Undo {
  readonly sql: Sql;
  readonly note?: string;
  /**
   * What the advice makes of rows and no undo takes back, such as ranges that were refreshed, as a sentence. Settings
   * come back always: a rehearsal where one of them does not has failed.
   */
  readonly stays?: string;
}

export interface Advice {
  readonly precheck?: Check;
  readonly steps: readonly Step[];
  readonly undo: readonly Undo[] | { readonly impossible: string };
  readonly verify: Check;
  /** What gets worse. */
  readonly worsens?: string;
  /** Who may run it, such as `owner of public.metrics`. */
  readonly role: string;
  readonly deletesData: boolean;
  readonly note?: string;
  /** Why running it in a sandbox would show nothing, as a sentence: it waits for a worker, or for what only the server has. */
  readonly notRehearsable?: string;
}

export interface Impact {
  readonly bytesSaved?: { readonly low: number; readonly high: number };
  readonly bytesAtRisk?: number;
  /** Of the lower `bytesSaved`, an exact decimal such as `1.23`; set by `judge` where the user set prices, never by a rule. */
  readonly monthlyCost?: string;
  readonly currency?: string;
  readonly secondsSaved?: number;
  /** A noun phrase that goes on after “Prevents”: `rows deleted before their age`. */
  readonly prevents?: string;
  /** The arithmetic, in words and numbers. */
  readonly basis: string;
}

/** One thing wrong with one subject. */
export interface Finding {
  /** Names from the outside in: `['public', 'metrics']`; a job is `['job', '1000']`; a server setting its name. */
  readonly subject: readonly string[];
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly title: string;
  readonly detail: string;
  /** Named numbers with their unit in the name; null is "not known". */
  readonly facts: Readonly<Record<string, number | null>>;
  readonly impact?: Impact;
  readonly advice?: Advice;
  /** The finding that this one follows from and goes with. Beside it, this one does not count in the score unless it weighs more. */
  readonly cause?: { readonly rule: string; readonly subject: readonly string[] };
}

/** The user's answers about what SQL cannot tell. Absent means not known. */
export interface Profile {
  readonly memoryBytes?: number;
  readonly cores?: number;
  /** What the data lies on; `network` is a block device of a cloud. */
  readonly diskKind?: 'ssd' | 'nvme' | 'network' | 'hdd';
  /** What most of the work is; `ingest` is rows that arrive all the time. */
  readonly workload?: 'ingest' | 'oltp' | 'analytics' | 'mixed';
  /** The size of the disk that the data lies on. */
  readonly diskBytes?: number;
  /**
   * Thresholds in bytes are multiplied by it; 1 when absent. For databases that model larger ones at a reduced
   * scale, such as the demo: its settings screen says so.
   */
  readonly byteThresholdRatio?: number;
  readonly pricePerGibMonth?: string;
  /** Of tablespaces that cost something else than `pricePerGibMonth`, by name. */
  readonly pricePerTablespaceGibMonth?: Readonly<Record<string, string>>;
  readonly currency?: string;
}

/** How far back a trend looks: an hour, a quarter of a day, a day, a week. */
export type TrendHours = 1 | 6 | 24 | 168;

export interface TrendRequest {
  readonly metric: Metric;
  readonly hours: TrendHours;
}

/** What a sampled metric did within the last hours. A gap in sampling holds no samples. */
export interface Trend {
  readonly average: number;
  readonly least: number;
  readonly greatest: number;
  /** Of more than an hour, the average of the first clock hour. */
  readonly first: number;
  readonly last: number;
  readonly samples: number;
  /** From the first sample, or the middle of the first clock hour, to the last. */
  readonly windowSeconds: number;
  /**
   * Of the last hour: median of the same hour's averages in earlier weeks, in UTC; null when fewer than two of them were
   * watched, and of longer windows.
   */
  readonly usual: number | null;
}

/**
 * The trend of a metric that the rule's meta declares, of the database itself or of the subject that is named, over the
 * last hour or as many as are asked for; or why there is none: a single snapshot, history that is away, a subject that
 * was not watched for long enough.
 */
export type Trends = (metric: Metric, subject?: readonly string[], hours?: TrendHours) => Trend | NotRun;

/** A standby of the database that is monitored too. */
export interface Replica {
  readonly name: string;
  /** Null until it was read. */
  readonly scans: ReplicaScans | null;
}

export interface RuleContext {
  readonly server: ServerFacts;
  /** The instant of judgement, milliseconds since the epoch: rules never read the clock. */
  readonly nowMs: number;
  readonly profile: Profile;
  readonly trends: Trends;
  /** The standbys that the configuration names. */
  readonly replicas: readonly Replica[];
}

export interface NotApplicable {
  readonly notApplicable: string;
}
/** The rule could not look, or not at everything: a window too short, a statistic that this server does not keep. Never "fine". */
export interface NotRun {
  readonly notRun: string;
  /** Nothing is in the way but time: it has not been watched for long enough yet. */
  readonly isWaiting?: true;
  /** What it found where it could look. */
  readonly findings?: readonly Finding[];
  /**
   * The subjects that it could not look at, or what their names begin with: what was found of them before is neither
   * there nor gone. When absent, all that have no finding now.
   */
  readonly unknown?: readonly Finding['subject'][];
}

/**
 * How long a state must hold before an alert speaks of it, and how long it must be gone before the alert is taken back,
 * by the severity of the finding. Findings themselves do not wait.
 */
export type Timing = {
  readonly [Level in 'warning' | 'critical']?: { readonly forSeconds: number; readonly clearSeconds: number };
};

export interface RuleMeta<Needs extends ArtifactName, Wants extends ArtifactName> {
  /** `<area>/<noun of the bad state>`, the file's path. Ids are for ever: users mute by them. */
  readonly id: string;
  readonly title: string;
  /** Why to care, three sentences at most. */
  readonly why: string;
  /** Where the rule comes from: documentation, source, measurement. */
  readonly source: `https://${string}`;
  /** Artifacts without which the rule cannot run. */
  readonly needs: readonly Needs[];
  /** Artifacts that enrich its findings and may be unavailable (then null). */
  readonly wants?: readonly Wants[];
  /** Sampled metrics whose trends it asks for; a name alone is that of the last hour. */
  readonly trends?: readonly (Metric | TrendRequest)[];
  readonly timing?: Timing;
  /** What each fact is and which view it was read from, for the evidence table. */
  readonly facts: Readonly<Record<string, { readonly label: string; readonly source: string }>>;
}

export type Needed<Needs extends ArtifactName, Wants extends ArtifactName> = {
  readonly [Name in Needs]: readonly Row<Name>[];
} & { readonly [Name in Wants]: readonly Row<Name>[] | null };

export interface Rule<Needs extends ArtifactName = never, Wants extends ArtifactName = never> {
  readonly meta: RuleMeta<Needs, Wants>;
  /** Pure: no clock, no I/O, no randomness; what it may know comes in. */
  check(artifacts: Needed<Needs, Wants>, context: RuleContext): readonly Finding[] | NotApplicable | NotRun;
}

export function defineRule<const Needs extends ArtifactName, const Wants extends ArtifactName = never>(
  rule: Rule<Needs, Wants>,
): Rule<Needs, Wants> {
  return rule;
}
