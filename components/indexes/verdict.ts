import type { IndexRow } from './index-row';

/** What is to be done with an index. */
export type Action = 'drop' | 'rebuild' | 'other';

const VERDICTS: Readonly<Record<string, { readonly word: string; readonly action: Action }>> = {
  unused: { word: 'unused', action: 'drop' },
  duplicate: { word: 'duplicate', action: 'drop' },
  redundant: { word: 'redundant', action: 'drop' },
  invalid: { word: 'not valid', action: 'rebuild' },
  bloated: { word: 'bloated', action: 'rebuild' },
  'missing-on-chunks': { word: 'missing on chunks', action: 'rebuild' },
};

/** The verdict of a rule about an index: `indexes/unused` and `hypertables/index-unused` are one. */
export function verdictOf(rule: string): { readonly word: string; readonly action: Action } {
  const name = rule.replace(/^.*\//, '').replace(/^index-/, '');
  return VERDICTS[name] ?? { word: name.replaceAll('-', ' '), action: 'other' };
}

export const hasAction = ({ findings }: Pick<IndexRow, 'findings'>, action: Action): boolean =>
  findings.some(({ rule }) => verdictOf(rule).action === action);
