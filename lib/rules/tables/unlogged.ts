import type { Row } from '@/lib/collect/snapshot';
import { bytes } from '@/lib/format/bytes';
import { countUnloggedReferences, persistenceOf, setPersistence } from '@/lib/sql/table-upkeep';
import { defineRule, type Finding } from '../rule';
import { NO_TABLE, NOT_REBUILT, rewriteStep } from '../shared/tables/table-steps';

export default defineRule({
  meta: {
    id: 'tables/unlogged',
    title: 'Tables are emptied by a crash',
    why: 'An unlogged table writes no log: after a crash it is empty, and no standby and no backup of the log has its rows. That is right for what can be made anew, and for nothing else.',
    source: 'https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-UNLOGGED',
    needs: ['tables'],
    facts: { tableBytes: { label: 'What would be lost', source: 'pg_class.relpages' } },
  },
  check({ tables }) {
    if (tables.length === 0) return NO_TABLE;
    return tables.filter(({ isUnlogged, kind }) => isUnlogged && kind === 'table').map(finding);
  },
});

function finding(table: Row<'tables'>): Finding {
  const { schema, name, tableBytes, indexBytes, toastBytes } = table;
  const whole = tableBytes + indexBytes + toastBytes;
  return {
    subject: [schema, name],
    severity: 'notice',
    confidence: 'high',
    title: `Log ${schema}.${name}, unless its rows can be made anew`,
    detail: `The table (${bytes(tableBytes)}) is unlogged: a crash or an immediate shutdown empties it, and standbys never have its rows.`,
    facts: { tableBytes },
    impact: { bytesAtRisk: whole, basis: `${whole} bytes of table, TOAST and indexes are in no log.` },
    advice: {
      precheck: {
        sql: countUnloggedReferences(table),
        expect: '0 — a logged table cannot refer to an unlogged one; log that one first',
      },
      steps: [rewriteStep(setPersistence(table, 'logged'), `${schema}.${name}`, whole, 'any')],
      undo: [{ sql: setPersistence(table, 'unlogged'), note: 'Rewrites it again.' }],
      verify: { sql: persistenceOf(table), expect: 'p' },
      worsens: 'The whole table goes through the write-ahead log once, and so does every later change.',
      role: `owner of ${schema}.${name}`,
      deletesData: false,
      note: 'If it holds a cache, sessions or the like, dismiss this with that reason.',
      notRehearsable: NOT_REBUILT,
    },
  };
}
