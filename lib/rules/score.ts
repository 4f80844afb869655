import type { Judgement, KeyedFinding, Outcome } from './judge';
import type { Confidence, Severity } from './rule';

/** What a finding takes from its category's 100: one critical finding alone makes it poor, notices hardly show. */
export const SEVERITY_WEIGHT: Readonly<Record<Severity, number>> = { critical: 40, warning: 12, notice: 2 };
/** A finding that rests on an estimate takes less than one that was measured. */
export const CONFIDENCE_SHARE: Readonly<Record<Confidence, number>> = { high: 1, medium: 0.8, low: 0.5 };
/**
 * What all findings of one severity together take from a category at most, so that many small things do not weigh
 * like a great one: notices alone leave it at 90, warnings alone at 50.
 */
export const SEVERITY_CAP: Readonly<Record<Severity, number>> = {
  critical: Number.POSITIVE_INFINITY,
  warning: 50,
  notice: 10,
};
/**
 * Below this share of applicable checks that could look, a score would say more about what was readable than about
 * the database, so it is withheld.
 */
export const LEAST_COVERAGE_RATIO = 0.8;

const inWords = (values: Readonly<Record<string, number>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

export const SCORE_FORMULA = [
  `A category starts at 100 and loses weight × confidence for each of its findings: ${inWords(SEVERITY_WEIGHT)}; confidence ${inWords(CONFIDENCE_SHARE)}.`,
  `All warnings together take at most ${SEVERITY_CAP.warning}, all notices at most ${SEVERITY_CAP.notice}, and nothing falls below 0.`,
  'The whole is the lowest category: a database is as healthy as its worst part.',
  'What was dismissed does not count, nor what follows from another finding that counts and weighs as much.',
  'A check that was not given long enough to watch waits, and counts neither way.',
  `A check that could not look lowers coverage, not the score: a category where fewer than ${LEAST_COVERAGE_RATIO * 100} % of the checks that apply could look has no score, and then the whole has none.`,
].join(' ');

/** What one finding takes away. */
export interface ScoreTerm {
  readonly key: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly points: number;
}

export interface CategoryScore {
  /** The rules' area, such as `columnstore`. */
  readonly category: string;
  /** 0 to 100; null when withheld. */
  readonly score: number | null;
  /** Why there is no score. */
  readonly withheld: string | null;
  /** Of the applicable checks, the share that could look, 0 to 1; null when none applies. */
  readonly coverageRatio: number | null;
  readonly rules: {
    readonly checked: number;
    readonly couldNotCheck: number;
    /** Those that need to watch for longer; in none of the others. */
    readonly waiting: number;
    readonly notApplicable: number;
  };
  /** The largest first. */
  readonly terms: readonly ScoreTerm[];
  /** Severities whose findings together would take more than they may. */
  readonly capped: readonly {
    readonly severity: Severity;
    readonly points: number;
    readonly atMost: number;
  }[];
}

export interface Score {
  /** The lowest category's score: a database is as healthy as its worst part. Null when any category is withheld or none applies. */
  readonly score: number | null;
  readonly withheld: string | null;
  readonly coverageRatio: number | null;
  /** The category that caps the score, when one does. */
  readonly cappedBy: string | null;
  readonly categories: readonly CategoryScore[];
}

type Scored = Pick<KeyedFinding, 'key' | 'rule' | 'title' | 'severity' | 'confidence' | 'causeKey'>;

/** Scores a judgement by `SCORE_FORMULA`. */
export function scoreOf({
  outcomes,
  findings: found,
}: Pick<Judgement, 'outcomes'> & { readonly findings: readonly Scored[] }): Score {
  const areas = [...new Set(outcomes.map(({ rule }) => areaOf(rule)))].sort();
  const byKey = new Map(found.map((finding) => [finding.key, finding]));
  const findings = found.filter((finding) => {
    const cause = byKey.get(finding.causeKey ?? '');
    return !cause || pointsOf(cause) < pointsOf(finding);
  });
  const categories = areas.map((area) =>
    categoryScore(
      area,
      outcomes.filter(({ rule }) => areaOf(rule) === area),
      findings.filter(({ rule }) => areaOf(rule) === area),
    ),
  );
  const applicable = categories.filter(({ coverageRatio }) => coverageRatio !== null);
  const known = applicable.flatMap(({ category, score }) => (score === null ? [] : [{ category, score }]));
  const coverageRatio = coverageOf(rulesOf(outcomes));
  const blind = applicable.find(({ score }) => score === null);
  if (known.length === 0 || blind) {
    const withheld = blind ? `${blind.category}: ${blind.withheld}` : 'No check applies';
    return { score: null, withheld, coverageRatio, cappedBy: null, categories };
  }
  const lowest = known.reduce((worst, each) => (each.score < worst.score ? each : worst));
  return {
    score: lowest.score,
    withheld: null,
    coverageRatio,
    cappedBy: lowest.score < 100 ? lowest.category : null,
    categories,
  };
}

/** The finding that takes most from the category which caps the score; null when nothing does. */
export function capOf({ score, cappedBy, categories }: Score): (ScoreTerm & { atMost: number }) | null {
  const [worst] = categories.find(({ category }) => category === cappedBy)?.terms ?? [];
  return worst && score !== null ? { ...worst, atMost: score } : null;
}

const pointsOf = ({ severity, confidence }: Pick<Scored, 'severity' | 'confidence'>) =>
  SEVERITY_WEIGHT[severity] * CONFIDENCE_SHARE[confidence];

function categoryScore(
  category: string,
  outcomes: readonly Outcome[],
  findings: readonly Scored[],
): CategoryScore {
  const rules = rulesOf(outcomes);
  const coverageRatio = coverageOf(rules);
  const terms = findings
    .map(({ key, title, severity, confidence }) => ({
      key,
      title,
      severity,
      confidence,
      points: pointsOf({ severity, confidence }),
    }))
    .sort((a, b) => b.points - a.points);
  const withheld = withheldFor(rules, coverageRatio);
  const sums = SEVERITIES.map((severity) => ({
    severity,
    points: terms.reduce((sum, term) => sum + (term.severity === severity ? term.points : 0), 0),
    atMost: SEVERITY_CAP[severity],
  }));
  const taken = sums.reduce((sum, { points, atMost }) => sum + Math.min(points, atMost), 0);
  const score = withheld === null ? Math.max(0, Math.round(100 - taken)) : null;
  const capped = sums.filter(({ points, atMost }) => points > atMost);
  return { category, score, withheld, coverageRatio, rules, terms, capped };
}

const SEVERITIES = Object.keys(SEVERITY_WEIGHT) as readonly Severity[];

function rulesOf(outcomes: readonly Outcome[]): CategoryScore['rules'] {
  const decided = outcomes.filter(({ isWaiting }) => !isWaiting);
  const of = (...statuses: readonly Outcome['status'][]) =>
    decided.filter(({ status }) => statuses.includes(status)).length;
  return {
    checked: of('passed', 'found'),
    couldNotCheck: of('not-run', 'failed'),
    waiting: outcomes.length - decided.length,
    notApplicable: of('not-applicable'),
  };
}

function coverageOf({ checked, couldNotCheck }: CategoryScore['rules']): number | null {
  const applicable = checked + couldNotCheck;
  return applicable === 0 ? null : checked / applicable;
}

function withheldFor(
  { checked, couldNotCheck, waiting }: CategoryScore['rules'],
  coverageRatio: number | null,
) {
  if (coverageRatio === null) return waiting > 0 ? 'its checks need to watch for longer' : 'no check applies';
  if (coverageRatio >= LEAST_COVERAGE_RATIO) return null;
  return `${checked} of ${checked + couldNotCheck} checks could look`;
}

const areaOf = (rule: string): string => rule.split('/')[0] ?? rule;
