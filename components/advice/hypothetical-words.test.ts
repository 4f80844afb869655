import { expect, it } from 'vitest';
import type { HypotheticalIndexAnswer } from '@/lib/api/hypothetical-index';
import { costWords, plannerVerdict } from './hypothetical-words';

const said = (uses: readonly (boolean | null)[], statementCount = uses.length) =>
  plannerVerdict({
    statements: uses.map((isUsed) => ({ isUsed })),
    statementCount,
  } as HypotheticalIndexAnswer);

it.each([
  [[true], true, 'The planner would use it for the statement.'],
  [[true, false, null], true, 'The planner would use it for 1 of 2 statements.'],
  [[false, null], false, 'The planner would not use it: such an index would only cost.'],
  [[null], null, 'None of the statements could be planned.'],
] as const)('%j is said as it is', (uses, isUsed, text) => {
  expect(said(uses)).toEqual({ isUsed, text });
});

it('says of how many statements it asked', () => {
  expect(said([true, true], 9).text).toContain('2 of 9 statements');
});

it.each([
  [4773.26, 337.28, '4,773 → 337, 93% less'],
  [2.06, 0.06, '2.06 → 0.06, 97% less'],
  [50, 50, '50 → 50, no less'],
])('the cost %d → %d', (before, after, words) => {
  expect(costWords(before, after)).toBe(words);
});
