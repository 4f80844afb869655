import type { HypotheticalIndexAnswer } from '@/lib/api/hypothetical-index';
import { count, counted } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';

type Statement = HypotheticalIndexAnswer['statements'][number];

/** What the planner said of all statements; `isUsed` null: it said nothing. */
export function plannerVerdict({ statements, statementCount }: HypotheticalIndexAnswer): {
  readonly isUsed: boolean | null;
  readonly text: string;
} {
  const planned = statements.filter(({ isUsed }) => isUsed !== null);
  const used = planned.filter(({ isUsed }) => isUsed).length;
  const asked =
    statementCount > statements.length
      ? ` It was asked about the ${statements.length} of ${statementCount} statements that the index should save most.`
      : '';
  if (planned.length === 0) return { isUsed: null, text: `None of the statements could be planned.${asked}` };
  if (used === 0)
    return {
      isUsed: false,
      text: `The planner would not use it: such an index would only cost.${asked}`,
    };
  const which = planned.length === 1 ? 'the statement' : `${used} of ${counted(planned.length, 'statement')}`;
  return { isUsed: true, text: `The planner would use it for ${which}.${asked}` };
}

/** What the plan of a statement holds for. */
export const KIND_WORDS: Readonly<Record<NonNullable<Statement['kind']>, string>> = {
  plain: 'as it stands',
  generic: 'planned for any value',
  values: 'planned for the given values',
  'sample-values': 'planned for values like those it is run with',
};

/** `4,773 → 337, 93% less`. */
export function costWords(before: number, after: number): string {
  const less = before > 0 ? (before - after) / before : 0;
  const change = less > 0 ? `${percent(less)} less` : 'no less';
  return `${costText(before)} → ${costText(after)}, ${change}`;
}

const costText = (cost: number) => count(cost >= 100 ? Math.round(cost) : cost);
