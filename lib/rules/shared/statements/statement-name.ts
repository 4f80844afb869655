import { maskLiterals } from '@/lib/sql/without-literals';

/** Characters of the text that name a statement in a list. */
const NAME_LENGTH = 60;

/** The first words of a statement, without literals. */
export function statementName(query: string | null): string {
  if (query === null) return 'its text is hidden';
  const text = maskLiterals(query).replaceAll(/\s+/g, ' ').trim();
  return text.length <= NAME_LENGTH ? text : `${text.slice(0, NAME_LENGTH)}…`;
}
