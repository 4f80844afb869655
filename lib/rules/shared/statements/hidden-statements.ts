import type { Row } from '@/lib/collect/snapshot';
import { counted } from '@/lib/format/count';
import type { NotRun } from '../../rule';

/**
 * Why nothing found among statements is not the same as nothing wrong: a role without pg_read_all_stats sees what the
 * statements of others cost, and not which they are. Null when none of those that matter is hidden.
 */
export function hiddenStatements(
  statements: readonly Row<'statements'>[],
  matters: (statement: Row<'statements'>) => boolean = () => true,
): NotRun | null {
  const hidden = statements.filter(
    (row) => row.queryId === null && !row.isRemainder && !row.isOwn && matters(row),
  );
  return hidden.length === 0
    ? null
    : {
        notRun: `${counted(hidden.length, 'statement')} of other roles cannot be told apart: grant pg_read_all_stats`,
      };
}
