import type { RuleOutcome } from '@/lib/api/findings';

/** How many checks passed, how many could not look, and how many apply to this database at all. */
export function checkCounts(outcomes: readonly Pick<RuleOutcome, 'status'>[]): {
  passed: number;
  unchecked: number;
  applicable: number;
} {
  const number = (...statuses: RuleOutcome['status'][]) =>
    outcomes.filter(({ status }) => statuses.includes(status)).length;
  return {
    passed: number('passed'),
    unchecked: number('not-run', 'failed'),
    applicable: outcomes.length - number('not-applicable'),
  };
}
