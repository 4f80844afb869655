import type { Row } from '@/lib/collect/snapshot';
import { countIndexesNamed, createHypertableIndex } from '@/lib/sql/hypertable-index';
import type { Advice, RuleContext } from '../../rule';
import { buildFor, dropIndexStep } from './index-steps';

type Index = Row<'hypertableIndexes'>;

/** Drops an index of a hypertable that is not needed, with its definition as it is now for the way back. */
export function dropIndexAdvice(
  hypertable: Row<'hypertables'>,
  index: Index,
  { worsens, note }: { readonly worsens: string; readonly note: string },
  { server }: Pick<RuleContext, 'server'>,
): Advice {
  const { schema, name } = index;
  const count = countIndexesNamed(schema, name);
  return {
    precheck: { sql: count, expect: '1 — it is still there' },
    steps: [dropIndexStep(index)],
    undo: [
      {
        sql: createHypertableIndex(hypertable, index, buildFor(index, server)),
        note: 'It reads the rows of every chunk again; writes to a chunk wait while it is indexed.',
      },
    ],
    verify: { sql: count, expect: '0' },
    worsens,
    role: `owner of ${hypertable.schema}.${hypertable.name}`,
    deletesData: false,
    note: `Set lock_timeout first: a statement that waits stops everyone behind it. ${note}`,
  };
}
