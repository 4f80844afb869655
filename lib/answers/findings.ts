import type { FindingsAnswer, WireFinding } from '@/lib/api/findings';
import { AppError } from '@/lib/errors';
import type { Rehearsal } from '@/lib/lab/rehearsal/rehearsal';
import type { KeyedFinding } from '@/lib/rules/judge';
import { rules } from '@/lib/rules/registry';
import { capOf, SCORE_FORMULA, type Score, scoreOf } from '@/lib/rules/score';
import type { DatabaseView, FindingLife } from './database-view';

const ruleOf = (id: string) => rules.find(({ meta }) => meta.id === id)?.meta;

export function findingsAnswer(view: DatabaseView): FindingsAnswer {
  const { judgement, target, absent, historyUnavailable } = view;
  if (!judgement) throw notReady(view);
  const detail = viewScore(view);
  const known = absent.map(({ finding, life }) => wireFinding(finding, life, null));
  return {
    databaseId: target.id,
    snapshotAt: judgement.snapshotAt,
    score: detail.score,
    scoreDetail: scoreDetail(detail),
    // Of thousands of tables the reason says enough.
    outcomes: judgement.outcomes.map(({ unknown: _, ...outcome }) => ({
      ...outcome,
      title: ruleOf(outcome.rule)?.title ?? outcome.rule,
    })),
    findings: judgement.findings.map((finding) => presentFinding(view, finding)),
    confirming: known.filter(({ state }) => state !== 'fixed' && state !== 'could-not-check'),
    fixed: known.filter(({ state }) => state === 'fixed'),
    couldNotCheck: known.filter(({ state }) => state === 'could-not-check'),
    historyUnavailable,
  };
}

/** Findings that were dismissed do not count: their reader has accepted them. */
export function viewScore({ judgement, lifeOf }: DatabaseView): Score {
  return scoreOf({
    outcomes: judgement?.outcomes ?? [],
    findings: (judgement?.findings ?? []).filter(({ key }) => lifeOf(key)?.state !== 'dismissed'),
  });
}

export function scoreCap(score: Score): FindingsAnswer['scoreDetail']['cap'] {
  const cap = capOf(score);
  return cap && { key: cap.key, title: cap.title, severity: cap.severity, atMost: cap.atMost };
}

export function presentFinding(
  { lifeOf, judgement, rehearsalOf }: DatabaseView,
  finding: KeyedFinding,
): WireFinding {
  const life = lifeOf(finding.key) ?? newLife(judgement?.snapshotAt ?? '');
  return wireFinding(finding, life, rehearsalOf(finding));
}

/** The life of a finding that history has not met, or cannot keep: seen now. */
function newLife(at: string): FindingLife {
  return {
    number: null,
    state: 'open',
    firstSeenAt: at,
    lastSeenAt: at,
    seenSnapshots: 1,
    totalSnapshots: 1,
    until: null,
    reason: null,
    comment: null,
    fixedAt: null,
    transitions: [],
  };
}

function wireFinding(finding: KeyedFinding, life: FindingLife, rehearsal: Rehearsal | null): WireFinding {
  const meta = ruleOf(finding.rule);
  return { ...finding, why: meta?.why ?? '', factLabels: meta?.facts ?? {}, ...life, rehearsal };
}

function scoreDetail(score: Score): FindingsAnswer['scoreDetail'] {
  return {
    score: score.score,
    withheld: score.withheld,
    cap: scoreCap(score),
    cappedBy: score.cappedBy,
    coverageRatio: score.coverageRatio,
    formula: SCORE_FORMULA,
    categories: score.categories.map((category) => ({
      ...category,
      terms: [...category.terms],
      capped: [...category.capped],
    })),
  };
}

/** What a route answers before the first snapshot: why, and what is being tried. */
export function notReady({ target, problem }: DatabaseView): AppError {
  return problem
    ? new AppError(problem.code, problem.message, problem.hint ?? undefined)
    : new AppError(
        'not-ready',
        `The first snapshot of ${target.name} is being taken`,
        'It takes a few seconds.',
      );
}
