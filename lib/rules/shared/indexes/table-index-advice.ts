import { MOST_PARTITIONS } from '@/lib/collect/foreign-keys';
import type { Row } from '@/lib/collect/snapshot';
import { countIndexesNamed } from '@/lib/sql/hypertable-index';
import { dropIndex } from '@/lib/sql/index-repair';
import { freeIndexName } from '@/lib/sql/object-name';
import { attachIndex, countValidIndexes, createIndex, type TableIndex } from '@/lib/sql/table-index';
import type { Advice, RuleContext, Step } from '../../rule';
import { besideWriters, buildDuration } from './index-steps';
import { ORDINARY_TABLE } from './not-rehearsable';

type Table = Row<'foreignKeys'>;

/** A table with the columns that its index is named for. */
export interface IndexedTable
  extends Pick<Table, 'schema' | 'tableName' | 'isPartitioned' | 'tableBytes' | 'columns'> {
  readonly partitions: readonly Omit<Table['partitions'][number], 'tableOid'>[];
}

export const INTERRUPTED =
  'A concurrent build that fails leaves an index that is not valid, which writes pay for and no query uses: drop it, and begin again.';

/**
 * Builds an index of an ordinary table beside readers and writers, or one of a partitioned table part by part; `taken` are
 * the names that its schema has already.
 */
export function tableIndexAdvice(
  table: IndexedTable,
  index: TableIndex,
  taken: ReadonlySet<string>,
  { engine }: RuleContext['server'],
): Advice {
  const { schema, tableName, isPartitioned, tableBytes } = table;
  const isServer = engine === 'server';
  return {
    precheck: {
      sql: countIndexesNamed(schema, index.name),
      expect: '0 — the name is free, also of what an interrupted build may have left',
    },
    steps: isPartitioned
      ? partitionedSteps(table, index, taken, isServer)
      : [buildStep(index, tableBytes, isServer)],
    undo: [{ sql: dropIndex(index, !isPartitioned && isServer) }],
    verify: { sql: countValidIndexes(schema, index.name), expect: '1 — the index is valid' },
    role: `owner of ${schema}.${tableName}`,
    deletesData: false,
    notRehearsable: ORDINARY_TABLE,
    note: INTERRUPTED,
  };
}

function buildStep(index: TableIndex, heapBytes: number, concurrently: boolean): Step {
  const on = `${index.schema}.${index.tableName}`;
  return {
    sql: createIndex(index, concurrently ? 'concurrently' : 'together'),
    transaction: concurrently ? 'none' : 'own',
    lock: concurrently ? besideWriters(on) : { mode: 'Share', on, blocks: 'writes to it' },
    duration: buildDuration(heapBytes, concurrently),
    rewrites: false,
  };
}

/** The index of the whole first, without rows; then one of each partition, beside writers; the last one makes it valid. */
function partitionedSteps(
  { partitions, tableBytes, columns }: IndexedTable,
  index: TableIndex,
  taken: ReadonlySet<string>,
  isServer: boolean,
): readonly Step[] {
  if (!areAttachable(partitions) || !isServer) return [buildStep(index, tableBytes, false)];
  const on = `${index.schema}.${index.tableName}`;
  const parts = partitions.map((partition) => ({ partition, existing: null }));
  return [
    {
      ...forAMoment(on),
      sql: createIndex(index, 'only'),
      lock: { mode: 'Share', on, blocks: 'writes to it, for a moment' },
    },
    ...attachedSteps(index, parts, columns, taken, true),
  ];
}

type Partition = IndexedTable['partitions'][number];

/** Few enough to name each, and none of them partitioned itself. */
export const areAttachable = (partitions: readonly Partition[]): boolean =>
  partitions.length > 0 &&
  partitions.length <= MOST_PARTITIONS &&
  partitions.every(({ isPartitioned }) => !isPartitioned);

/** Builds the index on each partition, unless an equal one exists there that belongs to no other, and makes it a part of the whole. */
export function attachedSteps(
  index: TableIndex,
  parts: readonly { readonly partition: Partition; readonly existing: string | null }[],
  columns: readonly string[],
  taken: ReadonlySet<string>,
  concurrently: boolean,
): readonly Step[] {
  const named = new Set([...taken, index.name]);
  return parts.flatMap(({ partition: { schema, name: tableName, tableBytes }, existing }) => {
    const name = existing ?? freeIndexName(tableName, columns, named);
    named.add(name);
    const part = { ...index, schema, tableName, name };
    return [
      ...(existing === null ? [buildStep(part, tableBytes, concurrently)] : []),
      {
        ...forAMoment(`${index.schema}.${index.tableName} and ${schema}.${tableName}`),
        sql: attachIndex(index, part),
      },
    ];
  });
}

const forAMoment = (on: string) => ({
  transaction: 'own' as const,
  lock: { mode: 'ShareUpdateExclusive', on, blocks: 'other changes of the table, for a moment' },
  duration: { seconds: 1, basis: 'catalog rows only; waiting for the lock not counted' },
  rewrites: false,
});
