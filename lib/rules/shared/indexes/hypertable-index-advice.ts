import type { RelationName } from '@/lib/sql/columnstore';
import { countIndexesNamed } from '@/lib/sql/hypertable-index';
import type { TableIndex } from '@/lib/sql/table-index';
import type { Advice, RuleContext } from '../../rule';
import { buildFor, buildIndexStep, dropIndexStep } from './index-steps';

/** Builds a new index of a hypertable, a chunk at a time where the engine can. */
export function hypertableIndexAdvice(
  hypertable: RelationName,
  index: TableIndex,
  rowHeapBytes: number,
  server: RuleContext['server'],
): Advice {
  const build = buildFor(index, server);
  return {
    precheck: { sql: countIndexesNamed(index.schema, index.name), expect: '0 — the name is free' },
    steps: [buildIndexStep(hypertable, index, build, rowHeapBytes)],
    undo: [{ sql: dropIndexStep(index).sql }],
    verify: { sql: countIndexesNamed(index.schema, index.name), expect: '1' },
    role: `owner of ${hypertable.schema}.${hypertable.name}`,
    deletesData: false,
    note: `Set lock_timeout first: a statement that waits stops everyone behind it. ${build === 'apart' ? 'An interrupted build leaves an index that is not valid: drop it and build it again.' : 'It is built in one transaction, and writes wait until it ends.'}`,
  };
}
