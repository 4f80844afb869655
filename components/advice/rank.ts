import type { KeyedFinding } from '@/lib/rules/judge';
import type { Confidence, Finding, Severity } from '@/lib/rules/rule';

type Ranked = Pick<Finding, 'severity' | 'confidence' | 'impact' | 'advice'>;

const BY_SEVERITY: Record<Severity, number> = { critical: 100, warning: 30, notice: 8 };
const BY_CONFIDENCE: Record<Confidence, number> = { high: 1, medium: 0.75, low: 0.5 };
const GIB = 1024 ** 3;

/** Impact × confidence ÷ effort. The three factors are shown beside it, so that nobody has to believe it. */
export function rank(finding: Ranked): number {
  return (impactWeight(finding) * BY_CONFIDENCE[finding.confidence]) / effort(finding);
}

type Related = Ranked & Pick<KeyedFinding, 'key' | 'causeKey'>;

/** The best first, but none before the finding that it follows from. */
export function ranked<One extends Related>(findings: readonly One[]): One[] {
  const byKey = new Map(findings.map((finding) => [finding.key, finding]));
  const placed = findings.map((finding) => {
    const cause = byKey.get(finding.causeKey ?? '');
    return { finding, follows: cause ? 1 : 0, at: Math.min(rank(finding), cause ? rank(cause) : Infinity) };
  });
  return placed
    .sort((a, b) => b.at - a.at || a.follows - b.follows || a.finding.key.localeCompare(b.finding.key))
    .map(({ finding }) => finding);
}

/** The severity's weight, raised by what is saved or at risk: one step per tenfold GiB. */
export function impactWeight({ severity, impact }: Ranked): number {
  const saved = impact?.bytesSaved ? (impact.bytesSaved.low + impact.bytesSaved.high) / 2 : 0;
  const gib = Math.max(saved, impact?.bytesAtRisk ?? 0) / GIB;
  return BY_SEVERITY[severity] * (1 + Math.log10(1 + gib));
}

/** 1 for a statement that touches catalog rows; more for each further statement, for rewriting rows and for deleting data. */
export function effort({ advice }: Ranked): number {
  if (!advice) return 3;
  const steps = 1 + 0.25 * (advice.steps.length - 1);
  const rewrites = advice.steps.some((step) => step.rewrites) ? 1 : 0;
  return steps + rewrites + (advice.deletesData ? 1 : 0);
}

export function effortWord(finding: Ranked): 'low' | 'medium' | 'high' {
  const value = effort(finding);
  return value < 1.5 ? 'low' : value < 2.5 ? 'medium' : 'high';
}

export const PHASES = ['Protect first', 'Quick changes', 'Needs a window', 'Look into'] as const;
export type Phase = (typeof PHASES)[number];

export const PHASE_NOTES: Record<Phase, string> = {
  'Protect first': 'Data or service is at risk.',
  'Quick changes': 'Short statements that rewrite no rows.',
  'Needs a window': 'Rewrites rows or deletes data: plan time, disk and a backup.',
  'Look into': 'No statement fits all cases; the card says what to check.',
};

/** In which phase of the work a finding belongs. */
export function phaseOf({ severity, impact, advice }: Ranked): Phase {
  if (severity === 'critical' || impact?.bytesAtRisk !== undefined) return 'Protect first';
  if (!advice) return 'Look into';
  return advice.deletesData || advice.steps.some(({ rewrites }) => rewrites)
    ? 'Needs a window'
    : 'Quick changes';
}
