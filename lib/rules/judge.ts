import { NO_STATISTICS, NO_TIMESCALE } from '@/lib/collect/collector';
import type { ArtifactName, Snapshot } from '@/lib/collect/snapshot';
import { NO_STATEMENTS } from '@/lib/collect/statements';
import { DOES_NOT_REPLICATE } from '@/lib/collect/write-ahead-log';
import { subjectText } from '@/lib/derive/subject-text';
import { withMonthlyCost } from './monthly-cost';
import type { AnyRule } from './registry';
import { rules } from './registry';
import type { Finding, Impact, NotRun, Profile, Replica, Trends } from './rule';
import { subjectTablespaces } from './subject-tablespaces';
import { SINGLE_SNAPSHOT, trendsOf } from './trends';

/** What a rule said. "Could not look" (`not-run`, `failed`) is never "fine" (`passed`). */
export interface Outcome {
  readonly rule: string;
  readonly status: 'passed' | 'found' | 'not-applicable' | 'not-run' | 'failed';
  /** Of `found`: why it could not look at other subjects. */
  readonly reason?: string;
  /** Of `not-run`: only for want of time. */
  readonly isWaiting?: true;
  /** Where there is a reason: the subjects that it is about, as in `NotRun`; all without a finding when absent. */
  readonly unknown?: NotRun['unknown'];
}

export interface KeyedFinding extends Omit<Finding, 'cause'> {
  /** Rule and subject: the same thing has the same key in every snapshot, so it can be muted and followed. */
  readonly key: string;
  readonly rule: string;
  readonly source: string;
  /** The key of the finding that it follows from. */
  readonly causeKey?: string;
  /** When the oldest artifact that it was made from was collected: it is true as of then. Absent where nothing is needed. */
  readonly readAt?: string;
}

export interface Judgement {
  readonly databaseId: string;
  readonly snapshotAt: string;
  readonly outcomes: readonly Outcome[];
  readonly findings: readonly KeyedFinding[];
}

export interface JudgeOptions {
  readonly nowMs: number;
  readonly profile: Profile;
  /** Of the hours before; absent for a single snapshot. */
  readonly trends?: Trends;
  /** Of the database of the snapshot; none are known when absent. */
  readonly replicas?: readonly Replica[];
  /** Only these rules; all when absent. */
  readonly only?: ReadonlySet<string>;
}

/** Runs every rule on one snapshot. A rule that throws becomes the outcome `failed`; the others go on. */
export function judge(
  snapshot: Snapshot,
  { nowMs, profile, trends, replicas, only }: JudgeOptions,
): Judgement {
  const judged = rules
    .filter((rule) => !only || only.has(rule.meta.id))
    .map((rule) => runRule(rule, snapshot, nowMs, profile, trends, replicas));
  return {
    databaseId: snapshot.databaseId,
    snapshotAt: snapshot.takenAt,
    outcomes: judged.map(({ outcome }) => outcome),
    findings: judged.flatMap(({ findings }) => findings),
  };
}

interface Verdict {
  readonly outcome: Outcome;
  readonly findings: readonly KeyedFinding[];
}

/** Runs one rule with exactly the artifacts and trends that it declares. */
export function runRule(
  rule: AnyRule,
  snapshot: Snapshot,
  nowMs: number,
  profile: Profile,
  trends: Trends = trendsOf(SINGLE_SNAPSHOT),
  replicas: readonly Replica[] = [],
): Verdict {
  const said = (
    status: Outcome['status'],
    more: Omit<Outcome, 'rule' | 'status'> = {},
    findings: readonly Finding[] = [],
  ): Verdict => ({
    outcome: { rule: rule.meta.id, status, ...more },
    findings: findings.map((finding) => keyed(rule, finding, snapshot, profile)),
  });
  const missing = rule.meta.needs
    .map((name) => missingNeed(snapshot, name))
    .find((verdict) => verdict !== null);
  if (missing) return said(missing.status, { reason: missing.reason });
  try {
    // The registry erases each rule's own needs; these artifacts are picked from that same list.
    const result = rule.check(declaredRows(rule, snapshot) as never, {
      server: snapshot.server,
      nowMs,
      profile,
      trends: declaredTrends(rule, trends),
      replicas,
    });
    if ('notApplicable' in result) return said('not-applicable', { reason: result.notApplicable });
    if ('notRun' in result) {
      const { notRun: reason, isWaiting, findings = [], unknown } = result;
      const blind = { reason, ...(unknown && { unknown }) };
      return findings.length === 0
        ? said('not-run', { ...blind, ...(isWaiting && { isWaiting }) })
        : said('found', blind, findings);
    }
    return result.length === 0 ? said('passed') : said('found', {}, result);
  } catch (error) {
    return said('failed', { reason: error instanceof Error ? error.message : String(error) });
  }
}

/** What a server does not have at all, unlike what it does not show us. */
const NOT_HERE: ReadonlySet<string> = new Set(
  [NO_TIMESCALE, NO_STATISTICS, NO_STATEMENTS, DOES_NOT_REPLICATE].map(({ unavailable }) => unavailable),
);

function missingNeed(
  snapshot: Snapshot,
  name: ArtifactName,
): { status: 'not-run' | 'not-applicable'; reason: string } | null {
  const artifact = snapshot.artifacts[name];
  if (!artifact) return { status: 'not-run', reason: `${name}: not collected yet` };
  if (artifact.status === 'ok') return null;
  return NOT_HERE.has(artifact.reason)
    ? { status: 'not-applicable', reason: artifact.reason }
    : { status: 'not-run', reason: `${name}: ${artifact.reason}` };
}

function declaredRows(
  { meta: { needs, wants = [] } }: AnyRule,
  { artifacts }: Snapshot,
): Record<string, unknown> {
  const rows = (name: ArtifactName) => (artifacts[name]?.status === 'ok' ? artifacts[name].rows : null);
  return Object.fromEntries([...needs, ...wants].map((name) => [name, rows(name)]));
}

function declaredTrends({ meta: { id, trends: declared = [] } }: AnyRule, trends: Trends): Trends {
  return (metric, subject, hours = 1) => {
    const isDeclared = declared.some((one) =>
      typeof one === 'string' ? one === metric && hours === 1 : one.metric === metric && one.hours === hours,
    );
    if (!isDeclared) throw new Error(`${id} does not declare the trend ${metric} of ${hours} h`);
    return trends(metric, subject, hours);
  };
}

function readAt({ meta: { needs } }: AnyRule, { artifacts }: Snapshot): string | undefined {
  return needs
    .flatMap((name) => (artifacts[name]?.status === 'ok' ? [artifacts[name].collectedAt] : []))
    .sort()[0];
}

const keyOf = (rule: string, subject: Finding['subject']) => `${rule}:${subjectText(subject)}`;

function keyed(
  rule: AnyRule,
  { cause, ...finding }: Finding,
  snapshot: Snapshot,
  profile: Profile,
): KeyedFinding {
  const since = readAt(rule, snapshot);
  return {
    ...finding,
    ...(finding.impact && { impact: priced(finding.impact, finding.subject, snapshot, profile) }),
    key: keyOf(rule.meta.id, finding.subject),
    ...(cause && { causeKey: keyOf(cause.rule, cause.subject) }),
    rule: rule.meta.id,
    source: rule.meta.source,
    ...(since !== undefined && { readAt: since }),
  };
}

/** Where all tablespaces cost the same, nobody need look where the bytes lie. */
function priced(impact: Impact, subject: Finding['subject'], snapshot: Snapshot, profile: Profile): Impact {
  return profile.pricePerTablespaceGibMonth
    ? withMonthlyCost(impact, profile, subjectTablespaces(snapshot, subject))
    : withMonthlyCost(impact, profile);
}
