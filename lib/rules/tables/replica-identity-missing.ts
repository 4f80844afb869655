import type { Row } from '@/lib/collect/snapshot';
import { count } from '@/lib/format/count';
import { type ReplicaIdentity, replicaIdentityOf, setReplicaIdentity } from '@/lib/sql/table-upkeep';
import { type Advice, defineRule, type Finding } from '../rule';
import { catalogStep, NO_TABLE, NOT_REBUILT } from '../shared/tables/table-steps';

export default defineRule({
  meta: {
    id: 'tables/replica-identity-missing',
    title: 'Published tables refuse UPDATE and DELETE',
    why: 'A publication of updates or deletes must name the row that changed, by the primary key, a chosen index or all of its columns. Where a table has none of these, the server refuses every UPDATE and DELETE on it.',
    source:
      'https://www.postgresql.org/docs/current/logical-replication-publication.html#LOGICAL-REPLICATION-PUBLICATION-REPLICA-IDENTITY',
    needs: ['tables'],
    facts: {
      updatedRows: { label: 'Rows updated since the statistics began', source: 'pg_stat_get_tuples_updated' },
      deletedRows: { label: 'Rows deleted since then', source: 'pg_stat_get_tuples_deleted' },
    },
  },
  check({ tables }) {
    if (tables.length === 0) return NO_TABLE;
    if (!tables.some(({ publishesChanges }) => publishesChanges))
      return { notApplicable: 'No table publishes updates or deletes' };
    return tables
      .filter(
        ({ publishesChanges, isIdentified, kind }) => publishesChanges && !isIdentified && kind === 'table',
      )
      .map(finding);
  },
});

function finding(table: Row<'tables'>): Finding {
  const { schema, name, updatedTuples, deletedTuples } = table;
  return {
    subject: [schema, name],
    severity: 'warning',
    confidence: 'high',
    title: `Let rows of ${schema}.${name} be named to subscribers`,
    detail: `It is published with updates or deletes, and ${WHY[table.replicaIdentity]}: each UPDATE and DELETE fails. It has seen ${count(updatedTuples)} updates and ${count(deletedTuples)} deletes since its statistics began. A primary key is the better way; REPLICA IDENTITY FULL works at once.`,
    facts: { updatedRows: updatedTuples, deletedRows: deletedTuples },
    impact: {
      prevents: 'UPDATEs and DELETEs that fail',
      basis: 'PostgreSQL refuses them without a replica identity.',
    },
    ...(table.replicaIdentity !== 'index' && { advice: adviceOf(table, table.replicaIdentity) }),
  };
}

const WHY: Readonly<Record<Row<'tables'>['replicaIdentity'], string>> = {
  default: 'has no primary key',
  nothing: 'its replica identity is NOTHING',
  index: 'the index that was its replica identity is gone',
  full: '',
};

function adviceOf(table: Row<'tables'>, before: ReplicaIdentity): Advice {
  const { schema, name } = table;
  return {
    steps: [
      catalogStep(setReplicaIdentity(table, 'full'), {
        mode: 'AccessExclusive',
        on: `${schema}.${name}`,
        blocks: 'everything, for a moment',
      }),
    ],
    undo: [{ sql: setReplicaIdentity(table, before) }],
    verify: { sql: replicaIdentityOf(table), expect: 'f' },
    worsens:
      'Each change writes the whole old row into the log, and a subscriber without a fitting index reads its whole table for each.',
    role: `owner of ${schema}.${name}`,
    deletesData: false,
    notRehearsable: NOT_REBUILT,
  };
}
