import type { Judgement, Outcome } from './judge';
import type { Confidence, Severity } from './rule';

/** What a finding takes from its category's 100: one critical finding alone makes it poor, notices hardly show. */
export const SEVERITY_WEIGHT: Readonly<Record<Severity, number>> = { critical: 40, warning: 12, notice: 2 };
/** A finding that rests on an estimate takes less than one that was measured. */
export const CONFIDENCE_SHARE: Readonly<Record<Confidence, number>> = { high: 1, medium: 0.8, low: 0.5 };
/**
 * Below this share of applicable checks that could look, a score would say more about what was readable than about
 * the database, so it is withheld.
 */
export const LEAST_COVERAGE_RATIO = 0.8;

export interface CategoryScore {
  /** The rules' area, such as `columnstore`. */
  readonly category: string;
  /** 0 to 100; null when withheld. */
  readonly score: number | null;
  /** Of the applicable checks, the share that could look, 0 to 1; null when none applies. */
  readonly coverageRatio: number | null;
  /** How the number came about, or why there is none. */
  readonly basis: string;
}

export interface Score {
  /** The lowest category's score: a database is as healthy as its worst part. Null when any category is withheld or none applies. */
  readonly score: number | null;
  /** The category that caps the score, when one does. */
  readonly cappedBy: string | null;
  readonly categories: readonly CategoryScore[];
}

/** Scores a judgement: per category 100 − Σ severity weight × confidence share, never below 0. */
export function scoreOf({ outcomes, findings }: Pick<Judgement, 'outcomes' | 'findings'>): Score {
  const areas = [...new Set(outcomes.map(({ rule }) => areaOf(rule)))].sort();
  const categories = areas.map((area) =>
    categoryScore(
      area,
      outcomes.filter(({ rule }) => areaOf(rule) === area),
      findings.filter(({ rule }) => areaOf(rule) === area),
    ),
  );
  const applicable = categories.filter(({ coverageRatio }) => coverageRatio !== null);
  const known = applicable.flatMap(({ category, score }) => (score === null ? [] : [{ category, score }]));
  if (known.length === 0 || known.length < applicable.length)
    return { score: null, cappedBy: null, categories };
  const lowest = known.reduce((worst, each) => (each.score < worst.score ? each : worst));
  return { score: lowest.score, cappedBy: lowest.score < 100 ? lowest.category : null, categories };
}

function categoryScore(
  category: string,
  outcomes: readonly Outcome[],
  findings: Judgement['findings'],
): CategoryScore {
  const applicable = outcomes.filter(({ status }) => status !== 'not-applicable');
  if (applicable.length === 0)
    return { category, score: null, coverageRatio: null, basis: 'No check applies' };
  const looked = applicable.filter(({ status }) => status === 'passed' || status === 'found');
  const coverageRatio = looked.length / applicable.length;
  const coverage = `${looked.length} of ${applicable.length} checks could look`;
  if (coverageRatio < LEAST_COVERAGE_RATIO)
    return { category, score: null, coverageRatio, basis: `Withheld: ${coverage}` };
  const taken = findings.map(
    ({ severity, confidence }) => SEVERITY_WEIGHT[severity] * CONFIDENCE_SHARE[confidence],
  );
  const score = Math.max(0, Math.round(100 - taken.reduce((sum, each) => sum + each, 0)));
  const terms = taken.length === 0 ? '' : ` − ${taken.map((each) => each.toFixed(0)).join(' − ')}`;
  return { category, score, coverageRatio, basis: `100${terms}; ${coverage}` };
}

const areaOf = (rule: string): string => rule.split('/')[0] ?? rule;
