import type { Row } from '@/lib/collect/snapshot';
import { count } from '@/lib/format/count';
import { defineRule, type Finding } from '../rule';
import { NO_TABLE } from '../shared/tables/table-steps';

/** What holds less may be a list of constants, or not in use yet. */
const LEAST_ROWS = 1_000;

type Table = Row<'tables'>;

export default defineRule({
  meta: {
    id: 'tables/primary-key-missing',
    title: 'Tables have no primary key',
    why: 'Without one nothing keeps a row from being stored twice, and no single row can be named: to correct it, to refer to it, or to replicate its change. Tools that copy or repack tables refuse them.',
    source: 'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS',
    needs: ['tables'],
    wants: ['indexes'],
    facts: {
      rows: { label: 'Rows', source: 'pg_class.reltuples' },
      uniqueIndexes: { label: 'Unique indexes that could become one', source: 'pg_index' },
    },
  },
  check({ tables, indexes }) {
    if (tables.length === 0) return NO_TABLE;
    const rows = new Map<number, number>();
    for (const { relationOid, rootOid, estimatedRows } of tables) {
      const of = rootOid ?? relationOid;
      rows.set(of, (rows.get(of) ?? 0) + (estimatedRows ?? 0));
    }
    return tables
      .filter(
        ({ kind, isPartition, hasPrimaryKey }) =>
          kind !== 'materialized-view' && !isPartition && !hasPrimaryKey,
      )
      .flatMap((table) => {
        const own = rowsOf(table, rows.get(table.relationOid) ?? 0);
        return own >= LEAST_ROWS ? [finding(table, own, uniqueOf(table, indexes))] : [];
      });
  },
});

/** A partitioned table knows the sum of its partitions as well. */
const rowsOf = ({ kind, estimatedRows }: Table, sum: number) =>
  kind === 'partitioned' ? Math.max(estimatedRows ?? 0, sum - (estimatedRows ?? 0)) : (estimatedRows ?? 0);

function uniqueOf({ relationOid }: Table, indexes: readonly Row<'indexes'>[] | null): string[] | null {
  return (
    indexes
      ?.filter(
        ({ tableOid, isUnique, isValid, predicate, keyColumns }) =>
          tableOid === relationOid && isUnique && isValid && predicate === null && !keyColumns.includes(null),
      )
      .map(({ name }) => name) ?? null
  );
}

/** Which columns name a row only its owner knows, so there are words and no SQL. */
function finding({ schema, name }: Table, rows: number, unique: readonly string[] | null): Finding {
  return {
    subject: [schema, name],
    severity: 'notice',
    confidence: 'high',
    title: `Give ${schema}.${name} a primary key`,
    detail: `It holds ${count(rows)} rows, and none can be named. ${
      unique && unique.length > 0
        ? `Its unique index ${unique.join(', ')} can become the key: ALTER TABLE … ADD PRIMARY KEY USING INDEX, after its columns are NOT NULL.`
        : 'If some columns name a row, build a unique index on them CONCURRENTLY and make it the key with ALTER TABLE … ADD PRIMARY KEY USING INDEX, which locks for a moment only. Otherwise add a bigint GENERATED ALWAYS AS IDENTITY, which writes the table anew.'
    }`,
    facts: { rows, uniqueIndexes: unique?.length ?? null },
    impact: { prevents: 'rows that are stored twice', basis: `${count(rows)} rows without a name.` },
  };
}
