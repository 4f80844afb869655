import type { Row } from '@/lib/collect/snapshot';
import { countIndexesNamed } from '@/lib/sql/hypertable-index';
import { dropIndex } from '@/lib/sql/index-repair';
import { createIndex, setDefaultTablespace } from '@/lib/sql/table-index';
import type { Advice, RuleContext } from '../../rule';
import { besideWriters } from './index-steps';
import { ORDINARY_TABLE } from './not-rehearsable';

type Index = Row<'indexes'>;

/**
 * Drops an index of an ordinary table beside readers and writers; its definition as it is now is the way back. One of
 * a partitioned table goes with those of all partitions, which PostgreSQL does under a lock only.
 */
export function dropTableIndexAdvice(
  index: Index,
  { worsens, note }: { readonly worsens: string; readonly note: string },
  { server }: Pick<RuleContext, 'server'>,
): Advice {
  const { schema, name, tableName, partitions } = index;
  const concurrently = partitions === null && server.engine === 'server';
  const count = countIndexesNamed(schema, name);
  return {
    precheck: { sql: count, expect: '1 — it is still there' },
    steps: [
      {
        sql: dropIndex(index, concurrently),
        transaction: concurrently ? 'none' : 'own',
        lock: concurrently
          ? besideWriters(`${schema}.${tableName}`)
          : {
              mode: 'AccessExclusive',
              on:
                partitions === null
                  ? `${schema}.${tableName}`
                  : `${schema}.${tableName} and all of its partitions`,
              blocks: 'reads and writes, for a moment',
            },
        duration: {
          seconds: 1,
          basis: `catalog rows and files to unlink; waiting for ${concurrently ? 'transactions that may use it' : 'the lock'} not counted`,
        },
        rewrites: false,
      },
    ],
    undo: [
      ...(index.tablespace === null ? [] : [{ sql: setDefaultTablespace(index.tablespace) }]),
      {
        sql: createIndex(index, concurrently ? 'concurrently' : 'together'),
        note: concurrently
          ? 'It reads the table twice, beside readers and writers. A comment on the index and statistics targets of its expressions are not kept.'
          : 'It reads every partition, and writes wait until it ends.',
      },
    ],
    verify: { sql: count, expect: '0' },
    worsens,
    role: `owner of ${schema}.${tableName}`,
    deletesData: false,
    notRehearsable: ORDINARY_TABLE,
    note: concurrently
      ? note
      : `PostgreSQL drops an index of a partitioned table only as a whole, and not concurrently. Set lock_timeout first: a statement that waits stops everyone behind it. ${note}`,
  };
}
