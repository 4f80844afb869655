import type { RuleOutcome } from '@/lib/api/findings';

/** How many checks passed, could not look, or need to watch for longer, and how many apply to this database at all. */
export function checkCounts(outcomes: readonly Pick<RuleOutcome, 'status' | 'isWaiting'>[]): {
  passed: number;
  unchecked: number;
  waiting: number;
  applicable: number;
} {
  const number = (...statuses: RuleOutcome['status'][]) =>
    outcomes.filter(({ status }) => statuses.includes(status)).length;
  const waiting = outcomes.filter(({ isWaiting }) => isWaiting).length;
  return {
    passed: number('passed'),
    unchecked: number('not-run', 'failed') - waiting,
    waiting,
    applicable: outcomes.length - number('not-applicable'),
  };
}
