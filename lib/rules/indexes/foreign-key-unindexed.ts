import type { Row } from '@/lib/collect/snapshot';
import { type ForeignKeyIndex, isForeignKeyIndexed } from '@/lib/derive/foreign-key-support';
import { indexesByTable } from '@/lib/derive/indexes-by-table';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { freeIndexName } from '@/lib/sql/object-name';
import { columnsIndex } from '@/lib/sql/table-index';
import { byteThreshold } from '../byte-threshold';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';
import { hypertableIndexAdvice } from '../shared/indexes/hypertable-index-advice';
import { INTERRUPTED, tableIndexAdvice } from '../shared/indexes/table-index-advice';
import { withUnknown } from '../shared/with-unknown';

/** A smaller table is read from end to end in milliseconds. */
const LEAST_BYTES = 10_000_000;

type ForeignKey = Row<'foreignKeys'>;
type NamedIndex = Pick<Row<'indexes'>, 'schema' | 'name'>;

/** The columns may stand in any order, as long as they are the first ones of the index. Of a hypertable each chunk is searched. */
export default defineRule({
  meta: {
    id: 'indexes/foreign-key-unindexed',
    title: 'A foreign key has no index',
    why: 'PostgreSQL makes no index for the columns of a foreign key. Each row that is deleted from the table that it points to, or whose key changes, reads the whole table to look for rows that refer to it, while it holds its locks. Joins along the key do the same.',
    source: 'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK',
    needs: ['foreignKeys', 'indexes'],
    wants: ['hypertableIndexes'],
    facts: {
      tableBytes: { label: 'What each check reads', source: 'pg_class.relpages' },
      referencedDeletes: { label: 'Rows deleted from the other table', source: 'pg_stat_get_tuples_deleted' },
      referencedUpdates: { label: 'Rows updated there', source: 'pg_stat_get_tuples_updated' },
      referencedRows: { label: 'Rows of the other table', source: 'pg_class.reltuples' },
    },
  },
  check({ foreignKeys, indexes, hypertableIndexes }, context) {
    if (context.server.inRecovery) return { notApplicable: 'A standby has the indexes of its primary' };
    if (foreignKeys.length === 0) return { notApplicable: 'There is no foreign key' };
    const all = [...indexes, ...(hypertableIndexes ?? [])];
    const byTable = indexesByTable<ForeignKeyIndex & { readonly tableOid: number }>(all);
    const seen = new Set<string>();
    const large = foreignKeys.filter(({ tableBytes }) => tableBytes >= byteThreshold(LEAST_BYTES, context));
    const unread = large.filter(({ isHypertable }) => isHypertable && hypertableIndexes === null);
    const found = large
      .filter((foreignKey) => !unread.includes(foreignKey) && !isForeignKeyIndexed(foreignKey, byTable))
      // Two foreign keys of the same columns need one index.
      .filter(({ tableOid, columns }) => {
        const key = JSON.stringify([tableOid, [...columns].sort()]);
        return !seen.has(key) && seen.add(key);
      })
      .map((foreignKey) => finding(foreignKey, all, context));
    return withUnknown(
      found,
      unread.map((foreignKey) => ({
        subject: subjectOf(foreignKey),
        reason: 'the indexes of hypertables were not read',
      })),
    );
  },
});

const subjectOf = ({ schema, tableName, name }: ForeignKey) => [schema, tableName, name];

function finding(foreignKey: ForeignKey, indexes: readonly NamedIndex[], context: RuleContext): Finding {
  const { schema, tableName, name, columns, tableBytes, referencedSchema, referencedTable } = foreignKey;
  const { referencedDeletes, referencedUpdates, referencedRows, isHypertable } = foreignKey;
  const other = `${referencedSchema}.${referencedTable}`;
  return {
    subject: subjectOf(foreignKey),
    severity: (referencedDeletes ?? 0) > 0 ? 'warning' : 'notice',
    confidence: referencedDeletes === null ? 'medium' : 'high',
    title: `Index ${columns.join(', ')} of ${schema}.${tableName} for its foreign key`,
    detail: `No index begins with the columns of ${name}, so that each row that is deleted from ${other} reads ${bytes(tableBytes)}${isHypertable ? ' in all chunks' : ''}. ${deletesText(foreignKey)}`,
    facts: { tableBytes, referencedDeletes, referencedUpdates, referencedRows },
    impact: {
      prevents: `reads of the whole table with each delete in ${other}`,
      basis: `${count(tableBytes)} bytes for each row; ${referencedDeletes === null ? 'how often is not known' : `${referencedDeletes} rows were deleted since statistics were reset`}.`,
    },
    advice: adviceOf(foreignKey, indexes, context),
  };
}

function deletesText({ referencedDeletes, referencedTable }: ForeignKey): string {
  if (referencedDeletes === null) return 'How often that happens is not known.';
  return referencedDeletes === 0
    ? `Nothing was deleted from ${referencedTable} since statistics were reset.`
    : `${count(referencedDeletes)} were since statistics were reset.`;
}

function adviceOf(foreignKey: ForeignKey, indexes: readonly NamedIndex[], { server }: RuleContext): Advice {
  const { schema, tableName, columns } = foreignKey;
  const taken = new Set(indexes.filter((index) => index.schema === schema).map(({ name }) => name));
  const index = columnsIndex(foreignKey, freeIndexName(tableName, columns, taken), columns);
  const worsens = 'Each insert writes one more index, and so does each update that is not HOT.';
  const longer =
    'An index that begins with these columns and goes on with others that your queries ask for serves as well.';
  if (foreignKey.isHypertable) {
    const advice = hypertableIndexAdvice({ schema, name: tableName }, index, foreignKey.tableBytes, server);
    return { ...advice, worsens, note: `${advice.note} Rows in the columnstore are in no index. ${longer}` };
  }
  return {
    ...tableIndexAdvice({ ...foreignKey, columns }, index, taken, server),
    worsens,
    note: `${INTERRUPTED} ${longer}`,
  };
}
