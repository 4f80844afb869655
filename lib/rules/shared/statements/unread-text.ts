import type { Row } from '@/lib/collect/snapshot';
import { unreadStatements } from '@/lib/derive/statement-shapes';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';

/** What a verdict from statements does not know, as a sentence to put behind it; empty where all of them were read. */
export function unreadText(statements: readonly Row<'statements'>[]): string {
  const unread = unreadStatements(statements);
  if (unread.statements === 0) return '';
  return ` ${counted(unread.statements, 'statement')} that took ${duration(unread.seconds)} could not be read: hidden, cut off, or of a newer grammar.`;
}
